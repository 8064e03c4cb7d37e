package io.chappe.acceptance.page;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.naming.HomeTopics;
import io.chappe.testing.FreePorts;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the page shows: two clusters, copied both ways, and the three services. Of its own, since
 * flows are paused and slowed down here.
 */
final class Watched implements AutoCloseable {
  /** What allows changes. */
  static final String TOKEN = "canary-of-ann-who-may-change";

  private final TestCluster us;
  private final TestCluster eu;
  private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);
  private Path file;
  private String configuration;

  private Watched(TestCluster us, TestCluster eu) {
    this.us = us;
    this.eu = eu;
  }

  static Watched start() throws IOException {
    CompletableFuture<TestCluster> us =
        CompletableFuture.supplyAsync(() -> TestCluster.builder("us").start());
    TestCluster eu = TestCluster.builder("eu").start();
    Watched watched = new Watched(us.join(), eu);
    try {
      watched.startServices();
      return watched;
    } catch (IOException | RuntimeException | Error e) {
      watched.close();
      throw e;
    }
  }

  private void startServices() throws IOException {
    us.createTopic("orders", 6);
    us.createTopic("payments", 3);
    eu.createTopic("shipments", 3);
    file =
        Landscape.write(
            """
            clusters = us, eu
            us.bootstrap.servers = %s
            eu.bootstrap.servers = %s
            us->eu.enabled = true
            eu->us.enabled = true
            refresh.topics.interval.seconds = 1
            emit.checkpoints.interval.seconds = 1
            refresh.groups.interval.seconds = 1
            api.access = read-write
            """
                .formatted(us.bootstrapServers(), eu.bootstrapServers()));
    Path token = Files.writeString(file.resolveSibling("token"), "ann change " + TOKEN + "\n");
    configuration = Files.readString(file) + "api.token.file = " + token + "\n";
    Files.writeString(file, configuration);
    List<Integer> ports = FreePorts.find(Service.values().length);
    for (Service each : Service.values()) {
      services.put(each, ServiceProcess.start(each, file, ports.get(each.ordinal())));
    }
    services.values().forEach(ServiceProcess::awaitReady);
  }

  TestCluster us() {
    return us;
  }

  TestCluster eu() {
    return eu;
  }

  String address() {
    return "http://localhost:" + services.get(Service.HEARTBEAT).port() + "/";
  }

  /** Has looking take a token from now on, or no longer. */
  void askForToken(boolean ask) throws IOException {
    Files.writeString(file, configuration + (ask ? "api.look = token\n" : ""));
  }

  /**
   * Writes to the configuration topic as a stranger would.
   *
   * @param json null to remove what the key holds
   */
  void writeOverride(String key, String json) throws ExecutionException, InterruptedException {
    try (Producer<byte[], byte[]> producer = Records.producer(us, Map.of())) {
      byte[] value = json == null ? null : json.getBytes(StandardCharsets.UTF_8);
      producer
          .send(
              new ProducerRecord<>(HomeTopics.CONFIG, key.getBytes(StandardCharsets.UTF_8), value))
          .get();
    }
  }

  /** What the services wrote last, for the message of a failure. */
  String outputTails() {
    return String.join("\n", services.values().stream().map(ServiceProcess::outputTail).toList());
  }

  @Override
  public void close() {
    services.values().forEach(ServiceProcess::close);
    us.close();
    eu.close();
  }
}
