package io.chappe.config.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigurationException;
import io.chappe.config.FlowConfig;
import io.chappe.naming.FlowId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file itself, the environment and the config providers. */
class ConfigFileTest {
  private static final String PACKAGE = "org.apache.kafka.common.config.provider.";
  private static final String TWO_CLUSTERS =
      """
      clusters = us, eu
      us.bootstrap.servers = us1:9092, \\
                             us2:9092
      eu.bootstrap.servers = eu:9092
      us->eu.enabled = true
      """;

  private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

  @TempDir Path directory;

  @Test
  void aFileIsReadAsJavaReadsProperties() throws IOException {
    ChappeConfig config = load("# a comment\n" + TWO_CLUSTERS, Map.of());

    assertThat(config.clusters()).containsOnlyKeys("us", "eu");
    assertThat(config.clusters().get("us").consumer())
        .containsEntry("bootstrap.servers", "us1:9092, us2:9092");
    assertThat(config.flows()).hasSize(1);
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void aMissingFileIsOneProblem() {
    assertThat(problems(directory.resolve("none"), Map.of()))
        .singleElement()
        .asString()
        .endsWith("none: there is no such file");
  }

  @Test
  void aDirectoryIsOneProblem() {
    assertThat(problems(directory, Map.of())).singleElement().asString().contains("can't be read");
  }

  @Test
  void aBrokenEscapeIsOneProblem() throws IOException {
    assertThat(problems(write("clusters=\\u00zz"), Map.of()))
        .singleElement()
        .asString()
        .contains("isn't a properties file");
  }

  @Test
  void aKeyThatIsSetTwiceIsDoubtful() throws IOException {
    assertThat(load(TWO_CLUSTERS + "topics=a\ntopics=b\n", Map.of()).warnings())
        .singleElement()
        .asString()
        .startsWith("topics is set more than once");
  }

  @Test
  void aCommentLikeJavasIsNoLine() throws IOException {
    assertThat(load("// two clusters\n" + TWO_CLUSTERS, Map.of()).warnings())
        .singleElement()
        .asString()
        .endsWith("// begins no comment: write # at the beginning of the line");
  }

  @Test
  void aCommentBehindAValueIsDoubtful() throws IOException {
    assertThat(load(TWO_CLUSTERS + "topics = orders  # all\n", Map.of()).warnings())
        .singleElement()
        .asString()
        .startsWith("topics has a # behind its value");
    assertThat(load(TWO_CLUSTERS + "topics = orders#1\n", Map.of()).warnings()).isEmpty();
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    ChappeConfig config = load("\ufeff" + TWO_CLUSTERS, Map.of());

    assertThat(config.clusters()).containsOnlyKeys("us", "eu");
    assertThat(config.warnings()).singleElement().asString().contains("byte order mark");
  }

  @Test
  void aFileInUtf16IsOneProblem() throws IOException {
    Path file = directory.resolve("utf-16.properties");
    Files.write(file, TWO_CLUSTERS.getBytes(StandardCharsets.UTF_16));

    assertThat(problems(file, Map.of())).singleElement().asString().contains("is UTF-16");
  }

  @Test
  void whatIsReadOtherwiseThanItWasWrittenIsDoubtful() throws IOException {
    Path file = directory.resolve("utf-8.properties");
    Files.writeString(file, "# für alle\n" + TWO_CLUSTERS);
    assertThat(ConfigLoader.load(file, Map.of(), Set.of()).warnings()).isEmpty();

    Files.writeString(file, TWO_CLUSTERS + "us.ssl.key.password=Stra\u00dfe\n");
    assertThat(ConfigLoader.load(file, Map.of(), Set.of()).warnings())
        .singleElement()
        .asString()
        .contains("read as ISO 8859-1")
        .doesNotContain("Stra");
  }

  @Test
  void keysWithoutEffectHaveNoneWhateverTheClustersAreCalled() throws IOException {
    String sample = TWO_CLUSTERS.replaceAll("\\bus\\b", "source").replaceAll("\\beu\\b", "target");

    assertThat(load(sample + "source.cluster.alias = \n", Map.of()).warnings())
        .singleElement()
        .asString()
        .startsWith("source.cluster.alias has no effect here");
    assertThat(load(sample + "target.replication.factor = 3\n", Map.of()).warnings())
        .singleElement()
        .asString()
        .contains("write source->target.replication.factor for one flow");
  }

  @Test
  void theEnvironmentOverridesLinesOfTheFile() throws IOException {
    ChappeConfig config =
        load(
            TWO_CLUSTERS + "us->eu.topics=a\n",
            Map.of("CHAPPE_CONFIG_OVERRIDES", "us->eu.topics=b\neu->us.enabled=true"));

    assertThat(config.flows()).hasSize(2);
    assertThat(config.flows().getFirst().topicFilter().accepts("b")).isTrue();
    assertThat(config.flows().getFirst().topicFilter().accepts("a")).isFalse();
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void anInstanceCanBeLimitedToFlowsIntoSomeClusters() throws IOException {
    Path file = write(TWO_CLUSTERS + "eu->us.enabled=true\n");

    ChappeConfig config = ConfigLoader.load(file, Map.of(), Set.of("us"));

    assertThat(config.flows()).extracting(FlowConfig::id).containsExactly(new FlowId("eu", "us"));
    assertThat(config.clusters()).containsOnlyKeys("us", "eu");
  }

  @Test
  void variablesAreFilledInFromTheEnvironmentFilesAndDirectories() throws IOException {
    Files.writeString(directory.resolve("secrets.properties"), "trust=from-file\n");
    Files.writeString(directory.resolve("key"), "from-directory");
    ChappeConfig config =
        load(
            TWO_CLUSTERS
                + providers()
                + "us.ssl.truststore.password=${file:%s/secrets.properties:trust}\n"
                    .formatted(directory)
                + "us.ssl.key.password=${directory:%s:key}\n".formatted(directory)
                + "us.sasl.jaas.config="
                + LOGIN
                + " required u=\"${env:USER_NAME}\" p=\"${env:PASSWORD}\";\n",
            Map.of("USER_NAME", "me", "PASSWORD", "from-env"));

    assertThat(config.clusters().get("us").producer())
        .containsEntry("ssl.truststore.password", "from-file")
        .containsEntry("ssl.key.password", "from-directory")
        .containsEntry("sasl.jaas.config", LOGIN + " required u=\"me\" p=\"from-env\";");
    assertThat(config.flows().getFirst().source().consumer())
        .containsEntry("ssl.truststore.password", "from-file");
  }

  @Test
  void whatAVariableHoldsIsNotFilledInAgain() throws IOException {
    ChappeConfig config =
        load(
            TWO_CLUSTERS + providers() + "us.ssl.key.password=${env:ODD}\n",
            Map.of("ODD", "a${env:ODD}b"));

    assertThat(config.clusters().get("us").admin())
        .containsEntry("ssl.key.password", "a${env:ODD}b");
  }

  @Test
  void valuesAreFilledInBeforeTheyAreChecked() throws IOException {
    ChappeConfig config =
        load(
            TWO_CLUSTERS + providers() + "us->eu.refresh.topics.interval.seconds=${env:SECONDS}\n",
            Map.of("SECONDS", "42"));

    assertThat(config.flows().getFirst().topics().refreshInterval()).hasSeconds(42);
  }

  @Test
  void aVariableThatIsNotThereIsAProblem() throws IOException {
    String lines =
        providers()
            + "us.ssl.key.password=${env:NONE}\n"
            + "eu.ssl.key.password=${file:%s/none:key}\n".formatted(directory)
            + "us.ssl.keystore.password=${directory:%s:none}\n".formatted(directory)
            + "eu.ssl.keystore.password=${vault:secret:key}\n";

    assertThat(problems(write(TWO_CLUSTERS + lines), Map.of()))
        .satisfiesExactlyInAnyOrder(
            problem -> assertThat(problem).startsWith("us.ssl.key.password=").contains("no such"),
            problem -> assertThat(problem).startsWith("eu.ssl.key.password=").contains("be read"),
            problem -> assertThat(problem).startsWith("us.ssl.keystore").contains("no such value"),
            problem -> assertThat(problem).startsWith("eu.ssl.keystore").contains("named vault"));
  }

  @Test
  void onlyKafkasOwnProvidersCanBeUsed() throws IOException {
    String lines = "config.providers=vault\nconfig.providers.vault.class=com.example.Vault\n";

    assertThat(problems(write(TWO_CLUSTERS + lines), Map.of()))
        .singleElement()
        .asString()
        .startsWith("config.providers.vault.class=com.example.Vault")
        .contains(PACKAGE + "FileConfigProvider");
  }

  @Test
  void aProvidersParametersAreRespected() throws IOException {
    String lines =
        providers()
            + "config.providers.env.param.allowlist.pattern=CHAPPE_.*\n"
            + "us.ssl.key.password=${env:OTHER}\n";

    assertThat(problems(write(TWO_CLUSTERS + lines), Map.of("OTHER", "x")))
        .singleElement()
        .asString()
        .contains("there is no such value");
  }

  private static String providers() {
    return """
        config.providers=env, file, directory
        config.providers.env.class=%1$sEnvVarConfigProvider
        config.providers.file.class=%1$sFileConfigProvider
        config.providers.directory.class=%1$sDirectoryConfigProvider
        """
        .formatted(PACKAGE);
  }

  private ChappeConfig load(String text, Map<String, String> environment) throws IOException {
    return ConfigLoader.load(write(text), environment, Set.of());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("mm2.properties"), text);
  }

  private static List<String> problems(Path file, Map<String, String> environment) {
    return catchThrowableOfType(
            ConfigurationException.class, () -> ConfigLoader.load(file, environment, Set.of()))
        .problems();
  }
}
