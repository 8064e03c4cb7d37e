package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ClientSettings;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.FreePorts;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A target behind TLS that asks for a password: the data path has to reach it as Kafka's own
 * clients do.
 */
@ExtendWith(SharedClustersExtension.class)
class SecureTargetIT {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"chappe\" password=\"%s\"";

  @TempDir private static Path folder;
  private static TestCluster target;
  private static String address;

  private final TestCluster source;

  SecureTargetIT(SharedClusters clusters) {
    this.source = clusters.us();
  }

  @BeforeAll
  static void startsATargetWithTlsAndPasswords() throws IOException, InterruptedException {
    String keyStore = createKeyStore().toString();
    int port = FreePorts.find(1).getFirst();
    address = "localhost:" + port;
    target =
        TestCluster.builder("secure")
            .farListener(port, port)
            .property(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,FAR:SASL_SSL")
            .property("listener.name.far.sasl.enabled.mechanisms", "PLAIN")
            .property(
                "listener.name.far.plain.sasl.jaas.config",
                LOGIN.formatted("right") + " user_chappe=\"right\";")
            .property("listener.name.far.ssl.keystore.location", keyStore)
            .property("listener.name.far.ssl.keystore.password", "secret")
            .property("listener.name.far.ssl.key.password", "secret")
            .start();
  }

  @AfterAll
  static void stopsTheTarget() {
    target.close();
  }

  private static Path createKeyStore() throws IOException, InterruptedException {
    Path keyStore = folder.resolve("broker.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                keyStore.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return keyStore;
  }

  @Test
  void recordsAreCopiedThroughTlsWithAPassword() {
    CopyFixture fixture = new CopyFixture(source, target, client("right"));
    String topic = SharedClusters.uniqueName("secure");
    fixture.createTopics(topic, 1);
    Records.produce(source, topic, CompressionType.ZSTD, 500);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);

      fixture.awaitEqual(topic);
    }
  }

  @Test
  void aWrongPasswordIsSaidAndTriedAgain() {
    CopyFixture fixture = new CopyFixture(source, target, client("wrong"));
    String topic = SharedClusters.uniqueName("refused");
    fixture.createTopics(topic, 1);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);

      await()
          .atMost(CopyFixture.LIMIT)
          .untilAsserted(
              () ->
                  assertThat(loop.reports().values())
                      .hasSize(1)
                      .allSatisfy(
                          report ->
                              assertThat(report.failure())
                                  .hasValueSatisfying(
                                      failure ->
                                          assertThat(failure.message())
                                              .contains("Invalid username or password"))));
      assertThat(fixture.takeovers).hasValue(0);
    }
  }

  private static ClientSettings client(String password) {
    Map<String, String> client = new HashMap<>();
    client.put("bootstrap.servers", address);
    client.put("security.protocol", "SASL_SSL");
    client.put("sasl.mechanism", "PLAIN");
    client.put("sasl.jaas.config", LOGIN.formatted(password) + ";");
    client.put("ssl.truststore.location", folder.resolve("broker.p12").toString());
    client.put("ssl.truststore.password", "secret");
    return new ClientSettings("secure", client, client, client);
  }
}
