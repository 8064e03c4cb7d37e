package io.chappe.heartbeat.api;

import io.chappe.testing.TestCluster;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** One cluster under the names us and eu, and a configuration that lets the API change things. */
public final class OneCluster implements QuarkusTestResourceLifecycleManager {
  /** Of ann, who may change. */
  static final String TOKEN = "canary-of-ann-who-may-change";

  /** Of bob, who may look. */
  static final String LOOK = "canary-of-bob-who-may-look";

  static final String CHECKPOINTS = "us.checkpoints.internal";
  static final String SERVERS = "chappe.test.servers";

  private TestCluster cluster;

  @Override
  public Map<String, String> start() {
    cluster = TestCluster.builder("us").start();
    cluster.createTopic(CHECKPOINTS, 1, Map.of("cleanup.policy", "compact"));
    try {
      Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "api-");
      Path token =
          Files.writeString(
              folder.resolve("token"),
              "# who may what\n\nann change %s\nbob look %s\n".formatted(TOKEN, LOOK));
      Path secrets = Files.createDirectory(folder.resolve("secrets"));
      Files.writeString(secrets.resolve("one.properties"), "secret=canary-of-a-file\n");
      String text =
          """
          clusters = us, eu, ap
          home = us
          us.bootstrap.servers = %1$s
          eu.bootstrap.servers = %1$s
          ap.bootstrap.servers = %1$s
          us->eu.enabled = true
          us->eu.topics = orders.*
          heartbeats.replication.enabled = false
          api.access = read-write
          api.token.file = %2$s
          config.providers = file
          config.providers.file.class = org.apache.kafka.common.config.provider.FileConfigProvider
          config.providers.file.param.allowed.paths = %3$s
          ap.ssl.key.password = ${file:%3$s/one.properties:secret}
          ap.consumer.client.rack = ${file:%3$s/one.properties:secret}
          """
              .formatted(cluster.bootstrapServers(), token, secrets);
      Path file = Files.writeString(folder.resolve("chappe.properties"), text);
      return Map.of("chappe.config", file.toString(), SERVERS, cluster.bootstrapServers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    cluster.close();
  }
}
