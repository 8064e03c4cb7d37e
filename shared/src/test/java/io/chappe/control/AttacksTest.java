package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigSources;
import io.chappe.config.EffectiveConfiguration;
import io.chappe.config.ShownOverride;
import io.chappe.status.InstanceStatus;
import io.chappe.status.StatusCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.LogContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What somebody may try who can write to {@code chappe.config.internal}, or has the API's token:
 * each is refused and said, changes nothing, and shows nothing of what it was after. That others
 * than this machine are served by no false name or address, {@code PeerTest} says.
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
          Map.of("SECRET", "canary-of-the-environment"),
          Map.of(),
          Set.of());

  private final List<String> logged = new ArrayList<>();
  private final Logger logger = LogContext.getLogContext().getLogger("io.chappe");
  private final Handler handler = new Taker();
  private final ChappeConfig config = SOURCES.resolve();
  private final LiveConfiguration live =
      new LiveConfiguration(Path.of("none"), SOURCES, config, UnaryOperator.identity());

  private final class Taker extends Handler {
    @Override
    public void publish(LogRecord entry) {
      logged.add(entry.getMessage() + Arrays.toString(entry.getParameters()) + entry.getThrown());
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void close() {
    logger.removeHandler(handler);
    live.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          us->eu | {"topics": "${env:SECRET}"}
          us->eu | {"topics": "${file:/canary/passwd:root}"}
          us->eu | {"topics.rename": "(.*) -> ${env:SECRET}"}
          us->eu | {"groups": ["${env:SECRET}"]}
          us->eu | {"emit.heartbeats.interval.seconds": "${env:SECRET}"}
          us->eu | {"paused": "${env:SECRET}"}
          * | {"topics": "${env:SECRET}"}
          us | {"bootstrap.servers": "canary:9092"}
          us | {"bootstrap.servers": "canary:9092", "security.protocol": "SASL_PLAINTEXT"}
          us | {"sasl.jaas.config": "canary"}
          us | {"sasl.oauthbearer.token.endpoint.url": "https://canary/"}
          us | {"ssl.truststore.location": "/canary"}
          us | {"ssl.endpoint.identification.algorithm": ""}
          us | {"consumer.interceptor.classes": "canary"}
          us->eu | {"producer.override.interceptor.classes": "canary"}
          us->eu | {"target.consumer.bootstrap.servers": "canary:9092"}
          * | {"config.providers": "canary"}
          * | {"config.providers.env.class": "canary"}
          * | {"clusters": "us, eu, canary"}
          * | {"home": "eu"}
          * | {"home.wait.seconds": 1}
          * | {"api.access": "read-write", "api.token.file": "/canary"}
          canary | {"bootstrap.servers": "canary:9092"}
          us->canary | {"enabled": true}
          us->eu | {"topics": "(?=canary).*"}
          us->eu | {"topics": "(a{1000}){1000}"}
          us->eu | {"topics": "(.*canary)\\\\1"}
          """)
  void isRefusedAndSaid(String key, String json) {
    assertRefused(key, json);
  }

  @ParameterizedTest
  @MethodSource
  void soIsWhatIsTooMuch(String key, String json) {
    assertRefused(key, json);
  }

  static List<Arguments> soIsWhatIsTooMuch() {
    return List.of(
        Arguments.of("us->eu", "{\"topics\": \"" + "canary".repeat(170_000) + "\"}"),
        Arguments.of("us->eu", "{\"a\":".repeat(100) + "\"canary\"" + "}".repeat(100)),
        Arguments.of("us->eu", "[".repeat(200_000)),
        Arguments.of("us->eu", "{\"topics\": \"" + "(canary.*)?,".repeat(5_000) + "\"}"),
        Arguments.of("us->eu", "{\"topics\": \"" + "a,".repeat(30_000) + "\"}"),
        Arguments.of("canary".repeat(10_000), "{}"));
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
    assertThat(logged).isNotEmpty();
    assertThat(live.config()).isEqualTo(config);
    shown.addAll(logged);
    shown.addAll(EffectiveConfiguration.lines(live.config()));
    live.sources().overrides().forEach((k, j) -> shown.add(k + ShownOverride.of(k, j)));
    shown.add(
        StatusCodec.write(
            new InstanceStatus(
                "s", "i", "1", Instant.EPOCH, Duration.ofSeconds(2), live.applied(), Map.of())));
    assertThat(shown)
        .noneMatch(line -> line.contains("canary-"))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(5_000));
  }
}
