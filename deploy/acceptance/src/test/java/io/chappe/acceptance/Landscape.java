package io.chappe.acceptance;

import io.chappe.testing.FreePorts;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What most tests need, started once for all of them: the cluster {@code us} of one broker, the
 * cluster {@code eu} of three, and the three services, which replicate both ways.
 */
public final class Landscape implements AutoCloseable {
  private final TestCluster us;
  private final TestCluster eu;
  private final Path configuration;
  private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);

  private Landscape(TestCluster us, TestCluster eu, Path configuration) {
    this.us = us;
    this.eu = eu;
    this.configuration = configuration;
  }

  static Landscape start() {
    CompletableFuture<TestCluster> us =
        CompletableFuture.supplyAsync(
            // A source that creates topics on request would bring deleted ones back to life.
            () -> TestCluster.builder("us").property("auto.create.topics.enable", "true").start());
    CompletableFuture<TestCluster> eu =
        CompletableFuture.supplyAsync(() -> TestCluster.builder("eu").brokers(3).start());
    Landscape landscape =
        new Landscape(us.join(), eu.join(), configurationFile(us.join(), eu.join()));
    try {
      landscape.startServices();
      return landscape;
    } catch (RuntimeException | Error e) {
      landscape.close();
      throw e;
    }
  }

  /** The cluster of one broker. */
  public TestCluster us() {
    return us;
  }

  /** The cluster of three brokers. */
  public TestCluster eu() {
    return eu;
  }

  /** The configuration file of the services, for further instances. */
  Path configuration() {
    return configuration;
  }

  /** One of the services. */
  public ServiceProcess service(Service service) {
    return services.get(service);
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

  private void startServices() {
    for (Service service : Service.values()) {
      services.put(
          service, ServiceProcess.start(service, configuration, FreePorts.find(1).getFirst()));
    }
    services.values().forEach(ServiceProcess::awaitReady);
  }

  private static Path configurationFile(TestCluster us, TestCluster eu) {
    String text =
        """
        clusters = us, eu
        us.bootstrap.servers = %s
        eu.bootstrap.servers = %s
        us->eu.enabled = true
        eu->us.enabled = true
        replication.factor = -1
        checkpoints.topic.replication.factor = -1
        heartbeats.topic.replication.factor = -1
        offset-syncs.topic.replication.factor = -1
        offset-map.topic.replication.factor = -1
        emit.checkpoints.interval.seconds = 1
        refresh.groups.interval.seconds = 1
        # SwitchIT has a flow of its own for these, and deletes them.
        topics.exclude = mm2.*\\.internal, .*\\.replica, __.*, (home\\.)?moving-.*
        groups.exclude = console-consumer-.*, connect-.*, __.*, moving-.*
        """
            .formatted(us.bootstrapServers(), eu.bootstrapServers());
    return write(text);
  }

  /** Writes a configuration file into a folder of its own below the module's build folder. */
  public static Path write(String text) {
    try {
      Path parent = Files.createDirectories(Path.of("target", "services"));
      Path file = Files.createTempDirectory(parent, "run-").resolve("chappe.properties");
      return Files.writeString(file.toAbsolutePath(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
