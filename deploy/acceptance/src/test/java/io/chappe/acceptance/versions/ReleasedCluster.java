package io.chappe.acceptance.versions;

import io.chappe.acceptance.Patience;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/** A cluster of one broker of a release, as processes that end with this JVM. */
final class ReleasedCluster implements AutoCloseable {
  private final Release release;
  private final Path folder;
  private final String classPath;
  private final int port;
  private final int otherPort;
  private final List<Process> processes = new ArrayList<>();
  private Process broker;

  private ReleasedCluster(Release release, Path folder) {
    this.release = release;
    this.folder = folder;
    this.classPath = release.classPath();
    List<Integer> ports = FreePorts.find(2);
    this.port = ports.getFirst();
    this.otherPort = ports.getLast();
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param folder an empty folder for data and logs
   */
  static ReleasedCluster start(Release release, Path folder) {
    ReleasedCluster cluster = new ReleasedCluster(release, folder);
    try {
      cluster.prepare();
      cluster.startBroker(release.protocol());
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  String alias() {
    return release.alias();
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  Map<String, Object> client() {
    return Map.of("bootstrap.servers", bootstrapServers());
  }

  /** Ends the broker in order and starts it with another {@code inter.broker.protocol.version}. */
  void restart(String protocol) {
    broker.destroy();
    awaitEnd(broker);
    startBroker(protocol);
  }

  private void prepare() {
    if (release.needsZooKeeper()) {
      Map<String, String> zooKeeper =
          Map.of(
              "dataDir", folder.resolve("zookeeper").toString(),
              "clientPort", Integer.toString(otherPort),
              "clientPortAddress", "127.0.0.1",
              "admin.enableServer", "false",
              "maxClientCnxns", "0");
      run(
          "zookeeper",
          "org.apache.zookeeper.server.quorum.QuorumPeerMain",
          write("zookeeper", zooKeeper).toString());
    } else {
      Path settings = write("broker", settings(""));
      awaitEnd(
          run(
              "format",
              "kafka.tools.StorageTool",
              "format",
              "-t",
              Uuid.randomUuid().toString(),
              "-c",
              settings.toString()));
    }
  }

  private void startBroker(String protocol) {
    broker = run("broker", "kafka.Kafka", write("broker", settings(protocol)).toString());
    Awaitility.await("Kafka " + release)
        .atMost(Patience.LIMIT)
        .failFast("it ended, see " + folder, () -> !broker.isAlive())
        .until(this::answers);
  }

  private boolean answers() throws InterruptedException {
    try (Admin admin = Admin.create(client())) {
      return admin.describeCluster().nodes().get().size() == 1;
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  private Map<String, String> settings(String protocol) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("log.dirs", folder.resolve("log").toString());
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    if (release.needsZooKeeper()) {
      settings.put("broker.id", "1");
      settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port);
      settings.put("zookeeper.connect", "127.0.0.1:" + otherPort);
      if (!protocol.isEmpty()) {
        settings.put("inter.broker.protocol.version", protocol);
      }
    } else {
      settings.put("node.id", "1");
      settings.put("process.roles", "broker,controller");
      settings.put(
          "listeners",
          "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, otherPort));
      settings.put("controller.listener.names", "CONTROLLER");
      settings.put("controller.quorum.voters", "1@127.0.0.1:" + otherPort);
    }
    return settings;
  }

  private Path write(String name, Map<String, String> settings) {
    try {
      Path file = Files.createDirectories(folder).resolve(name + ".properties");
      return Files.writeString(
          file,
          settings.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue() + "\n")
              .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process run(String name, String... mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dzookeeper.jmx.log4j.disable=true",
            "-cp",
            classPath));
    command.addAll(List.of(mainAndArguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
              .start();
      processes.add(process);
      processes.add(ServiceProcess.guard(process));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitEnd(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    processes.reversed().forEach(Process::destroyForcibly);
  }
}
