package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ConfigurationException;
import io.chappe.config.live.ConfigSources;
import io.chappe.config.live.ShownOverride;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.config.loading.EffectiveConfiguration;
import io.chappe.status.InstanceStatus;
import io.chappe.status.StatusCodec;
import io.chappe.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A canary stands wherever a secret can: in logins, in passwords of keys, in what config providers
 * fill in, in the API's token. It must be in nothing that is logged, published or answered,
 * whatever comes by the topic.
 */
class CanaryTest {
  private static final String PROVIDERS = "org.apache.kafka.common.config.provider.";

  @TempDir Path folder;

  private final CapturedLog log = CapturedLog.of("io.chappe");
  private LiveConfiguration live;
  private Map<String, String> file;

  @BeforeEach
  void start() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "canary-of-the-api-token");
    Files.writeString(folder.resolve("secret"), "canary-file");
    String login = PlainLogin.of("canary-password");
    file =
        new HashMap<>(
            Map.of(
                "clusters", "us, eu",
                "us.bootstrap.servers", "us:9092",
                "us.security.protocol", "SASL_PLAINTEXT",
                "us.sasl.mechanism", "PLAIN",
                "us.sasl.jaas.config", login,
                "eu.bootstrap.servers", "${env:HOST}.example:9092",
                "eu.ssl.key.password", "canary-key",
                "us->eu.enabled", "true",
                "api.access", "read-write",
                "api.token.file", token.toString()));
    file.putAll(
        Map.of(
            "config.providers", "env, dir",
            "config.providers.env.class", PROVIDERS + "EnvVarConfigProvider",
            "config.providers.dir.class", PROVIDERS + "DirectoryConfigProvider",
            "us->eu.topics", "orders, ${env:TOPIC}",
            "us->eu.topics.exclude", "${env:TOPIC}",
            "us->eu.groups", "${dir:%s:secret}.*".formatted(folder),
            "us.consumer.client.rack", "${env:TOPIC}",
            "us->eu.target.producer.client.rack", "${env:TOPIC}",
            "us->eu.producer.override.client.rack", "${env:TOPIC}"));
    file.putAll(
        Map.of(
            "transforms", "mark",
            "transforms.mark.type", "org.apache.kafka.connect.transforms.InsertHeader",
            "transforms.mark.header", "h",
            "transforms.mark.value.literal", "${env:TOPIC}"));
    ConfigSources sources =
        new ConfigSources(
            file, Map.of("TOPIC", "canary-topic", "HOST", "canary-host"), Map.of(), Set.of());
    live =
        new LiveConfiguration(
            Path.of("none"), sources, sources.resolve(), UnaryOperator.identity());
  }

  /** A login as Kafka wants it. */
  private static final class PlainLogin {
    static String of(String password) {
      return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"me\""
          + " password=\"%s\";".formatted(password);
    }
  }

  @AfterEach
  void close() {
    log.close();
    live.close();
  }

  @Test
  void nothingOfTheFilesSecretsIsShownWhateverIsChanged() {
    String[][] changes = {
      {"us->eu", "{\"paused\": true}"},
      {"us->eu", "{\"topics\": \"${env:TOPIC}\"}"},
      {"us->eu", "{\"topics\": [\"a\", \"b\"], \"topics.rename\": null}"},
      {"us->eu", "{\"topics.rename\": \"(.*) -> ${env:TOPIC}\"}"},
      {"us->eu", "{\"groups\": \"x\", \"topics.exclude\": \"y\"}"},
      {"us->eu", "{\"transforms\": \"mark, other\", \"transforms.other.type\": \"x\"}"},
      {"us->eu", "{\"transforms.mark.predicate\": \"none\"}"},
      {"us", "{\"bootstrap.servers\": \"elsewhere:9092\"}"},
      {"us", "{\"sasl.jaas.config\": \"canary-sent\", \"x\": \"canary-sent\"}"},
      {"eu", "{\"consumer.ssl.key.password\": \"canary-sent\"}"},
      {"eu", "{\"consumer.fetch.max.bytes\": \"5000000\", \"consumer.canary-sent==\": 1}"},
      {"*", "{\"api.token.file\": \"canary-sent\", \"canary-sent\": "},
      {"*", "{\"us.sasl.jaas.config\": {\"password\": \"canary-sent\"}}"},
      {"eu->us", "{\"enabled\": true, \"topics\": \"q\"}"},
      {"*", "{\"eu->us.enabled\": true, \"replication.policy.separator\": \"-\"}"},
    };
    long offset = 0;
    for (String[] each : changes) {
      live.take(offset++, each[0], each[1]);
      live.applyTaken();
      assertNoCanary();
    }
    assertThat(log.entries()).isNotEmpty();
    assertThat(live.config().flows()).hasSizeGreaterThan(1);
  }

  private void assertNoCanary() {
    List<String> shown = new ArrayList<>(log.entries());
    shown.addAll(EffectiveConfiguration.lines(live.config()));
    shown.addAll(live.config().warnings());
    shown.add(live.config().toString());
    shown.add(live.sources().toString());
    live.sources()
        .overrides()
        .forEach((key, json) -> shown.add(ShownOverride.of(key, json).toString()));
    shown.add(
        StatusCodec.write(
            new InstanceStatus(
                "s", "i", "1", Instant.EPOCH, Duration.ofSeconds(2), live.applied(), Map.of())));
    assertThat(shown).noneMatch(line -> line.contains("canary"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "us->eu.topics.rename=orders -> ${env:TOPIC};news -> ${env:TOPIC}",
        "us->eu.groups=(${env:TOPIC}",
        "us->eu.predicates=${env:TOPIC}",
        "transforms.mark.predicate=${env:TOPIC}",
        "us.sasl.jaas.config=${env:TOPIC}.Module required;",
        "eu.consumer.session.timeout.ms=${env:NUMBER}",
        "us->eu.paused=${env:TOPIC}"
      })
  void norByWhatIsWrongWithTheFile(String line) {
    file.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    file.put("us->eu.topics", "orders, news");
    Map<String, String> environment =
        Map.of("TOPIC", "canary-topic", "HOST", "canary-host", "NUMBER", "1000");
    List<String> problems = new ArrayList<>();
    try {
      ConfigLoader.parse(file, environment, Set.of());
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    assertThat(problems).isNotEmpty().noneMatch(each -> each.contains("canary"));
    if (line.contains("NUMBER")) {
      assertThat(problems.toString()).contains("(hidden)");
    }
  }

  @Test
  void noKeyAndNoValueWritesALineOfItsOwn() {
    String forged = "\n2026-01-01 ERROR forged\r\n\u2028\u0085\u202E\u001B[31m";
    live.take(0, "us->eu" + forged, "{\"paused\": true}");
    live.take(1, "us", "{\"consumer.client.rack\": \"x" + json(forged) + "\"}");
    live.take(2, "us->eu", "{\"x" + json(forged) + "\": 1}");
    live.take(3, "*", "{\"topics\": [\"a\", {\"b" + json(forged) + "\": 1}]}");
    live.take(4, "eu", forged);
    live.take(5, "x".repeat(100_000), "{}");
    live.applyTaken();

    String published = live.applied().refused().toString();
    assertThat(live.applied().refused()).hasSize(6);
    assertThat(live.config().flows().getFirst().copy().paused()).isFalse();
    assertThat(log.entries())
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(2_500))
        .noneMatch(CanaryTest::isMoreThanALine);
    assertThat(isMoreThanALine(published)).isFalse();
    assertThat(published).hasSizeLessThan(8_000);
  }

  @Test
  void whatManyKeysHaveAgainstThemIsPublishedInPart() {
    for (int number = 0; number < 500; number++) {
      live.take(number, "key" + number, "{}");
    }
    live.applyTaken();
    assertThat(live.applied().refused()).hasSize(100);
  }

  @Test
  void aFolderOfSecretsWithoutALimitIsWarnedOf() {
    assertThat(live.config().warnings())
        .contains(
            "config.providers.dir.param.allowed.paths is missing: set it to the directories that"
                + " hold the secrets, and no others")
        .noneMatch(each -> each.contains("config.providers.env"));
    file.put("config.providers.dir.param.allowed.paths", folder.toString());
    assertThat(live.sources().withFile(file).resolve().warnings())
        .noneMatch(each -> each.contains("allowed.paths"));
  }

  private static String json(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(each -> escaped.append("\\u%04x".formatted(each)));
    return escaped.toString();
  }

  private static boolean isMoreThanALine(String text) {
    return text.codePoints()
        .anyMatch(
            each ->
                Character.isISOControl(each)
                    || Character.getType(each) == Character.LINE_SEPARATOR
                    || Character.getType(each) == Character.FORMAT);
  }
}
