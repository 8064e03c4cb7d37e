package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ChappeConfig;
import io.chappe.config.live.ConfigSources;
import io.chappe.config.live.ShownOverride;
import io.chappe.config.loading.EffectiveConfiguration;
import io.chappe.status.InstanceStatus;
import io.chappe.status.StatusCodec;
import io.chappe.testing.CapturedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of the {@link Attacks} is refused and said, changes nothing, and shows nothing of what it
 * was after. That it is so with all that a running service shows, {@code AttacksIT} says; that
 * others than this machine are served by no false name or address, {@code PeerTest}.
 */
class AttacksTest {
  private static final String PROVIDERS = "org.apache.kafka.common.config.provider.";
  private static final ConfigSources SOURCES =
      new ConfigSources(
          Map.of(
              "clusters", "us, eu",
              "us.bootstrap.servers", "us:9092",
              "us.ssl.key.password", "canary-key",
              "eu.bootstrap.servers", "eu:9092",
              "us->eu.enabled", "true",
              "us->eu.topics", "orders, ${env:SECRET}",
              "config.providers", "env, file",
              "config.providers.env.class", PROVIDERS + "EnvVarConfigProvider",
              "config.providers.file.class", PROVIDERS + "FileConfigProvider"),
          Map.of("SECRET", Attacks.CANARY + "of-the-environment"),
          Map.of(),
          Set.of());

  private final CapturedLog log = CapturedLog.of("io.chappe");
  private final ChappeConfig config = SOURCES.resolve();
  private final LiveConfiguration live =
      new LiveConfiguration(Path.of("none"), SOURCES, config, UnaryOperator.identity());

  @AfterEach
  void close() {
    log.close();
    live.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Attacks.TABLE)
  void isRefusedAndSaid(String key, String json) {
    assertRefused(key, json);
  }

  @ParameterizedTest
  @MethodSource("io.chappe.control.Attacks#large")
  void soIsWhatIsTooMuch(Attacks.Attack attack) {
    assertRefused(attack.key(), attack.json());
  }

  private void assertRefused(String key, String json) {
    List<String> shown = new ArrayList<>();
    KafkaClients nobody = new KafkaClients(config.clusters().get("us"), "attacks");
    ConfigWriter.Answer answer = new ConfigWriter(live, nobody).dryRun(key, Optional.of(json));
    assertThat(answer)
        .isInstanceOfSatisfying(
            ConfigWriter.Answer.Refused.class, refused -> shown.addAll(refused.problems()));

    live.take(0, key, json);
    live.applyTaken();

    assertThat(live.applied().refused()).hasSize(1);
    assertThat(log.entries()).isNotEmpty();
    assertThat(live.config()).isEqualTo(config);
    shown.addAll(log.entries());
    shown.addAll(EffectiveConfiguration.lines(live.config()));
    live.sources().overrides().forEach((k, j) -> shown.add(k + ShownOverride.of(k, j)));
    shown.add(
        StatusCodec.write(
            new InstanceStatus(
                "s", "i", "1", Instant.EPOCH, Duration.ofSeconds(2), live.applied(), Map.of())));
    assertThat(shown)
        .noneMatch(line -> line.contains(Attacks.CANARY))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(5_000));
  }
}
