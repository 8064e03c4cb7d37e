package io.chappe.benchmark.contender;

import io.chappe.benchmark.load.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** MirrorMaker 2 as it is published, in its dedicated mode, with the JVM of its script. */
public final class MirrorMaker implements Contender {
  /** Over a round trip of 100 ms: as much as possible under way. */
  private static final List<String> TUNING_FOR_A_FAR_TARGET =
      List.of(
          "eu.producer.batch.size = 1048576",
          "eu.producer.max.request.size = 8388608",
          "eu.producer.max.in.flight.requests.per.connection = 5",
          "eu.producer.enable.idempotence = true");

  private final Path lib;
  private final boolean tuned;

  /**
   * @param tuned with what its users set for throughput, or for latency; else with its defaults
   */
  public MirrorMaker(Path project, boolean tuned) {
    this.lib = project.resolve("deploy/mirror-maker/target/lib");
    this.tuned = tuned;
  }

  @Override
  public String name() {
    return tuned ? "MM2, tuned" : "MM2";
  }

  @Override
  public boolean isThere() {
    return Files.isDirectory(lib);
  }

  @Override
  public Running start(Task task, Path folder) {
    Path file = Java.write(folder.resolve("mm2.properties"), configuration(task));
    return Running.start(
        List.of(
            Java.executable(),
            "-Xms256M",
            "-Xmx2G",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            lib + "/*",
            "org.apache.kafka.connect.mirror.MirrorMaker",
            file.toString()),
        Map.of(),
        folder);
  }

  private List<String> configuration(Task task) {
    String alias = task.alias();
    String flow = alias + "->eu";
    List<String> lines =
        new ArrayList<>(
            List.of(
                "clusters = " + alias + ", eu",
                alias + ".bootstrap.servers = " + task.source(),
                "eu.bootstrap.servers = " + task.target(),
                flow + ".enabled = true",
                flow + ".topics = " + task.topics(),
                // Chappe's replicator does neither: these are jobs of its other services.
                "emit.heartbeats.enabled = false",
                "emit.checkpoints.enabled = false",
                "sync.topic.acls.enabled = false",
                "replication.factor = 1",
                "checkpoints.topic.replication.factor = 1",
                "heartbeats.topic.replication.factor = 1",
                "offset-syncs.topic.replication.factor = 1",
                "offset.storage.replication.factor = 1",
                "status.storage.replication.factor = 1",
                "config.storage.replication.factor = 1"));
    if (task.workload().kind() == Workload.Kind.TRANSACTIONAL) {
      lines.add(alias + ".consumer.isolation.level = read_committed");
    }
    if (task.workload().kind() == Workload.Kind.TRANSFORMED) {
      lines.addAll(Java.headerTransform(flow));
      // Its default takes bytes alone, and the task fails.
      lines.add(
          flow + ".header.converter = org.apache.kafka.connect.storage.SimpleHeaderConverter");
    }
    if (tuned) {
      lines.addAll(tuning(task));
      if (task.workload().kind() == Workload.Kind.FAR) {
        lines.addAll(TUNING_FOR_A_FAR_TARGET);
      }
    }
    return lines;
  }

  private static List<String> tuning(Task task) {
    int batch = Math.max(16 * 1024, task.workload().batchBytes());
    return List.of(
        "tasks.max = " + Math.min(4, task.workload().partitions()),
        "offset.lag.max = 100000",
        task.alias() + ".consumer.max.poll.records = 5000",
        task.alias() + ".consumer.max.partition.fetch.bytes = 4194304",
        task.alias() + ".consumer.receive.buffer.bytes = -1",
        "eu.producer.compression.type = " + task.workload().codec(),
        "eu.producer.linger.ms = " + (task.prompt() ? 0 : 20),
        "eu.producer.batch.size = " + batch,
        "eu.producer.buffer.memory = 67108864",
        "eu.producer.send.buffer.bytes = -1");
  }
}
