package io.chappe.heartbeat.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.loading.ConfigLoader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports a dozen inputs of each format; what is to come of each stands beside it. */
class ImportCommandTest {
  private static final Path INPUTS =
      Path.of("src/test/resources/io/chappe/heartbeat/importing").toAbsolutePath();

  /** Stands for every secret in the inputs. */
  private static final String CANARY = "CANARY";

  private static final Pattern IN_DIRECTORY =
      Pattern.compile("\\$\\{(?:directory|file|f):([^:}]+):([^}]+)}");
  private static final Pattern STORE =
      Pattern.compile("(?m)^(?:[\\w.>-]+\\.)?ssl\\.(?:trust|key)store\\.location = (\\S+)$");

  @TempDir private Path folder;

  static Stream<String> inputs() throws IOException {
    try (Stream<Path> files = Files.list(INPUTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".expected"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void makesWhatIsExpected(String name) throws IOException {
    Result result = run("", INPUTS.resolve(name).toString());

    assertThat(result.everything()).isEqualTo(Files.readString(INPUTS.resolve(name + ".expected")));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void makesNothingThatHoldsASecret(String name) {
    assertThat(run("", INPUTS.resolve(name).toString()).everything()).doesNotContain(CANARY);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void makesWhatChappeAccepts(String name) throws IOException {
    Path file = folder.resolve("chappe.properties");
    Files.writeString(file, withFiles(run("", INPUTS.resolve(name).toString()).output()));

    assertThat(ConfigLoader.load(file, ENVIRONMENT, Set.of()).clusters()).hasSizeGreaterThan(1);
  }

  private static final Map<String, String> ENVIRONMENT =
      Map.of("SRC_SERVERS", "s:9092", "ZONE", "z", "CLIENT_RACK", "z");

  @Test
  void hasADozenInputsOfEachFormat() throws IOException {
    assertThat(inputs().filter(name -> name.startsWith("p"))).hasSize(12);
    assertThat(inputs().filter(name -> name.startsWith("s"))).hasSize(12);
    assertThat(inputs().filter(name -> name.startsWith("c"))).hasSize(12);
  }

  @Test
  void readsStandardInput() throws IOException {
    Result result = run(Files.readString(INPUTS.resolve("s01-minimal.yaml")), "-");

    assertThat(result.output())
        .startsWith("# Made from standard input.")
        .contains("src->dst.enabled = true");
  }

  @Test
  void mergesSeveralFiles() {
    Result result =
        run(
            "",
            INPUTS.resolve("c09-checkpoint-only.json").toString(),
            INPUTS.resolve("c01-bare.json").toString());

    assertThat(result.output())
        .contains(
            "src->dst.enabled = true",
            "src->dst.groups = a,b",
            "src->dst.topics = orders,payments");
  }

  @Test
  void endsWithNothingToLookAt() {
    assertThat(run("", INPUTS.resolve("p01-minimal.properties").toString()).code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\": \"x\", \"config\": {\"a\": CANARY}} | line 1, column",
        "{\"a\": \"b\"} | connector.class is missing: must be org.apache.kafka.connect.mirror",
        "kind: KafkaMirrorMaker2\\nspec: {clusters: [CANARY | line 2: isn't YAML",
        "kind: KafkaMirrorMaker2\\nmetadata: {name: mm} | mm: spec is missing",
        "kind: KafkaMirrorMaker2\\nspec:\\n  clusters:\\n  - alias: a\\n    authentication: {type: saml} | line 5: type=saml: must be tls",
        "kind: Secret\\ndata: {a: CANARY} | There is nothing to import",
        "topics = CANARY | clusters is missing: must be a list",
        "{\"connector.class\": \"MirrorSourceConnector\", \"source.cluster.alias\": \"a b\"} | source.cluster.alias: must be the alias"
      })
  void saysWhyAnInputCannotBeRead(String input, String reason) {
    Result result = run(input.replace("\\n", "\n"), "-");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.report()).contains(reason).doesNotContain(CANARY);
    assertThat(result.output()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere.properties,there is no such file",
    "--format xml x,must be properties",
    "--secrets,must be followed",
    "--secrets here x,absolute",
    "--what,only --format"
  })
  void refusesOtherArguments(String arguments, String reason) {
    Result result = run("", arguments.split(" "));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.report()).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.providers.vault.param.token=CANARY",
        "config.providers=file\\nconfig.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider\\nconfig.providers.file.param.token=CANARY",
        "us.sasl.oauthbearer.token.endpoint.url=https://idp/token?client_secret=CANARY",
        "us.sasl.oauthbearer.token.endpoint.url=https://user:CANARY/x@idp/token",
        "us->eu.transforms=enc\\nus->eu.transforms.enc.type=org.apache.kafka.connect.transforms.InsertHeader\\nus->eu.transforms.enc.header=h\\nus->eu.transforms.enc.value.literal=Bearer CANARY",
        "us->eu.transforms=enc\\nus->eu.transforms.enc.type=com.example.Enc\\nus->eu.transforms.enc.schema.registry.basic.auth.user.info=u:CANARY"
      })
  void showsNoSecretInUnusualPlaces(String lines) {
    Result result = run(FLOW + lines.replace("\\n", "\n").replace("CANARY", CANARY), "-");

    assertThat(result.everything()).doesNotContain(CANARY);
    assertThat(result.code()).isEqualTo(1);
  }

  private static final String FLOW =
      """
      clusters=us,eu
      us.bootstrap.servers=u:9092
      eu.bootstrap.servers=e:9092
      us->eu.enabled=true
      """;

  @Test
  void leavesNothingOutWithoutAWord() {
    String alias = "a-very-long-cluster-name-in-kubernetes-production";
    Result result = run(FLOW.replaceAll("\\bus\\b", alias), "-");

    assertThat(result.code()).isNotZero();
    assertThat(result.report()).contains("longer than 40 characters");
  }

  @Test
  void aHeartbeatConnectorThatIsOffStopsNoCopying() {
    Result result =
        run(
            """
            [{"connector.class": "MirrorSourceConnector", "source.cluster.alias": "us",
              "target.cluster.alias": "eu", "source.cluster.bootstrap.servers": "u:9092",
              "target.cluster.bootstrap.servers": "e:9092"},
             {"connector.class": "MirrorHeartbeatConnector", "source.cluster.alias": "us",
              "target.cluster.alias": "eu", "source.cluster.bootstrap.servers": "u:9092",
              "target.cluster.bootstrap.servers": "e:9092", "enabled": "false"}]
            """,
            "-");

    assertThat(result.output()).contains("us->eu.enabled = true");
  }

  @Test
  void referencesToAnUnknownProviderGoToFilesOfTheirOwn() {
    Result result =
        run(
            FLOW
                + "us.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"${vault:kv/us:user}\" password=\"${vault:kv/us:pass}\";",
            "-");

    assertThat(result.output())
        .contains("us.sasl.jaas.config.kv_us.user}", "us.sasl.jaas.config.kv_us.pass}");
  }

  @Test
  void flagsInAListOfPatternsHoldForAllThatFollow() {
    Result result = run(FLOW + "us->eu.topics.exclude=(?i)secret.*, tmp.*", "-");

    assertThat(result.output()).contains("us->eu.topics.exclude = (?i)secret.*|tmp.*");
  }

  @Test
  void saysThatAnInputIsNestedTooDeeply() {
    Result result = run("kind: KafkaMirrorMaker2\nspec: {a: {<<: &a [*a]}}\n", "-");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output()).isEmpty();
  }

  /** What a command did. */
  private record Result(int code, String output, String report) {
    String everything() {
      return output + "--- exit code " + code + "\n" + report;
    }
  }

  private static Result run(String input, String... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    int code =
        new ImportCommand(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(output, true, StandardCharsets.UTF_8),
                new PrintStream(report, true, StandardCharsets.UTF_8))
            .run(List.of(arguments));
    return new Result(
        code, output.toString(StandardCharsets.UTF_8), report.toString(StandardCharsets.UTF_8));
  }

  /** Puts all files that the configuration refers to into the test's folder. */
  private String withFiles(String output) throws IOException {
    String here = output;
    for (String root : List.of("/etc/", "/opt/")) {
      here = here.replace(root, folder + root);
    }
    for (var each : IN_DIRECTORY.matcher(here).results().toList()) {
      Path path = Path.of(each.group(1));
      boolean isFile = path.toString().endsWith(".properties");
      Path file = isFile ? path : path.resolve(each.group(2));
      Files.createDirectories(file.getParent());
      Files.writeString(file, isFile ? each.group(2) + "=secret\n" : valueOf(each.group(2)));
    }
    for (var each : STORE.matcher(here).results().toList()) {
      Files.createDirectories(Path.of(each.group(1)).getParent());
      Files.writeString(Path.of(each.group(1)), "a store");
    }
    return here;
  }

  private static String valueOf(String name) {
    return name.endsWith("url") ? "https://idp/token" : "secret";
  }
}
