package io.chappe.replicator;

import io.chappe.control.HomeTopics;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;

/**
 * A home cluster on which somebody has paused the only flow, and which is away when the service
 * starts. It comes when the file of {@link #COME} is there.
 */
public final class AwayHome implements QuarkusTestResourceLifecycleManager {
  static final String COME = "chappe.test.come";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private TestCluster home;

  @Override
  public Map<String, String> start() {
    home = TestCluster.builder("hq").start();
    home.createTopic(HomeTopics.CONFIG, 1, Map.of("cleanup.policy", "compact"));
    try (Producer<byte[], byte[]> producer = Records.producer(home, Map.of())) {
      Records.send(
          producer,
          List.of(
              new ProducerRecord<>(
                  HomeTopics.CONFIG, bytes("us->eu"), bytes("{\"paused\": true}"))));
    }
    home.stopBroker(1);
    try {
      Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "away-");
      Path come = folder.resolve("come");
      Thread.ofPlatform().daemon().start(() -> startWhenThereIs(come));
      Path file =
          Files.writeString(
              folder.resolve("chappe.properties"),
              """
              clusters = us, eu, hq
              home = hq
              us.bootstrap.servers = 127.0.0.1:1
              eu.bootstrap.servers = 127.0.0.1:1
              hq.bootstrap.servers = %s
              us->eu.enabled = true
              """
                  .formatted(home.bootstrapServers()));
      return Map.of("chappe.config", file.toString(), COME, come.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startWhenThereIs(Path come) {
    Awaitility.await().atMost(LIMIT).until(() -> Files.exists(come));
    home.startBroker(1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void stop() {
    home.close();
  }
}
