package io.chappe.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ClientSettings;
import io.chappe.config.FlowConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any mixture of lines against a table that says which prefixes count, the strongest first. */
class PrecedencePropertyTest {
  private static final List<String> PREFIXES =
      List.of(
          "",
          "us.",
          "eu.",
          "us->eu.source.cluster.",
          "us->eu.target.cluster.",
          "us->eu.producer.override.",
          "us.consumer.",
          "eu.consumer.",
          "us.producer.",
          "eu.producer.",
          "us.admin.",
          "eu.admin.",
          "us->eu.consumer.",
          "us->eu.producer.",
          "us->eu.admin.",
          "us->eu.source.consumer.",
          "us->eu.target.consumer.",
          "us->eu.source.producer.",
          "us->eu.target.producer.",
          "us->eu.source.admin.",
          "us->eu.target.admin.",
          "eu->us.consumer.",
          "consumer.",
          "producer.",
          "admin.");

  @Provide
  Arbitrary<Map<String, String>> lines() {
    Arbitrary<String> keys =
        Arbitraries.of(PREFIXES)
            .flatMap(
                prefix ->
                    Arbitraries.of("ssl.provider", "retry.backoff.ms").map(key -> prefix + key));
    return Arbitraries.maps(keys, Arbitraries.integers().between(1, 999).map(String::valueOf))
        .ofMaxSize(25);
  }

  @Property(tries = 200)
  void theStrongestPrefixThatIsThereWins(@ForAll("lines") Map<String, String> lines) {
    FlowConfig flow = flowOf(lines);

    for (String kind : List.of("consumer", "producer", "admin")) {
      assertWinner(lines, flow.source(), kind, prefixes("us", "source", kind));
    }
    for (String kind : List.of("consumer", "admin")) {
      assertWinner(lines, flow.target(), kind, prefixes("eu", "target", kind));
    }
    assertWinner(
        lines,
        flow.target(),
        "producer",
        List.of("us->eu.producer.override.", "eu.producer.", "eu.", ""));
  }

  @Property(tries = 200)
  void noMixtureOfLinesChangesAnythingButTheClients(@ForAll("lines") Map<String, String> lines) {
    FlowConfig flow = flowOf(lines);
    FlowConfig plain = flowOf(Map.of());

    assertThat(flow.topics()).isEqualTo(plain.topics());
    assertThat(flow.checkpoints()).isEqualTo(plain.checkpoints());
    assertThat(flow.naming()).isEqualTo(plain.naming());
  }

  /** The keys of a connection have more layers than others: those without a kind of client. */
  private static List<String> prefixes(String alias, String side, String kind) {
    return List.of(
        "us->eu." + side + "." + kind + ".",
        alias + "." + kind + ".",
        alias + ".",
        "",
        "us->eu." + kind + ".",
        "us->eu." + side + ".cluster.");
  }

  private static void assertWinner(
      Map<String, String> lines, ClientSettings clients, String kind, List<String> prefixes) {
    Map<String, String> properties =
        switch (kind) {
          case "consumer" -> clients.consumer();
          case "producer" -> clients.producer();
          default -> clients.admin();
        };
    assertThat(properties.get("ssl.provider")).isEqualTo(first(lines, prefixes, "ssl.provider"));
    List<String> ofClientsOnly =
        prefixes.stream()
            .filter(prefix -> prefix.matches(".*(consumer|producer|admin|override)\\."))
            .toList();
    assertThat(properties.get("retry.backoff.ms"))
        .isEqualTo(first(lines, ofClientsOnly, "retry.backoff.ms"));
  }

  private static String first(Map<String, String> lines, List<String> prefixes, String key) {
    return prefixes.stream()
        .map(prefix -> lines.get(prefix + key))
        .filter(value -> value != null)
        .findFirst()
        .orElse(null);
  }

  private static FlowConfig flowOf(Map<String, String> lines) {
    Map<String, String> all = new HashMap<>(lines);
    all.putAll(ConfigFixture.TWO_CLUSTERS);
    return ConfigLoader.parse(all, Map.of(), Set.of()).flows().getFirst();
  }
}
