package io.chappe.replicator.wire;

import io.chappe.testing.TestCluster;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** MirrorMaker 2 in dedicated mode, tuned, in a process of its own, to be compared with. */
final class MirrorMaker2 implements AutoCloseable {
  private final Process process;
  private final Path folder;

  private MirrorMaker2(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts it.
   *
   * @param classPath of {@code org.apache.kafka:connect-mirror} with all that it needs
   * @param alias of the source: what MM2 keeps of a flow is kept under this name
   */
  static MirrorMaker2 start(
      String classPath,
      String alias,
      TestCluster source,
      TestCluster target,
      String topic,
      String codec,
      int tasks) {
    String properties =
        """
        clusters = %1$s, eu
        %1$s.bootstrap.servers = %2$s
        eu.bootstrap.servers = %3$s
        %1$s->eu.enabled = true
        %1$s->eu.topics = %4$s
        eu->%1$s.emit.heartbeats.enabled = false
        emit.heartbeats.enabled = false
        emit.checkpoints.interval.seconds = 600
        sync.topic.acls.enabled = false
        tasks.max = %6$d
        replication.factor = 1
        checkpoints.topic.replication.factor = 1
        heartbeats.topic.replication.factor = 1
        offset-syncs.topic.replication.factor = 1
        offset.storage.replication.factor = 1
        status.storage.replication.factor = 1
        config.storage.replication.factor = 1
        offset.lag.max = 100000
        %1$s.consumer.max.poll.records = 5000
        %1$s.consumer.max.partition.fetch.bytes = 4194304
        %1$s.consumer.receive.buffer.bytes = -1
        eu.producer.compression.type = %5$s
        eu.producer.linger.ms = 20
        eu.producer.batch.size = 262144
        eu.producer.max.in.flight.requests.per.connection = 5
        eu.producer.enable.idempotence = true
        eu.producer.send.buffer.bytes = -1
        """
            .formatted(
                alias, source.bootstrapServers(), target.bootstrapServers(), topic, codec, tasks);
    try {
      Path folder = Files.createTempDirectory("mm2");
      Path file = Files.writeString(folder.resolve("mm2.properties"), properties);
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Process process =
          new ProcessBuilder(
                  java,
                  "-Xmx512m",
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                  "-cp",
                  classPath,
                  "org.apache.kafka.connect.mirror.MirrorMaker",
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(new File(folder.toFile(), "mm2.log"))
              .start();
      return new MirrorMaker2(process, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long cpuMs() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  boolean owns(ProcessHandle handle) {
    return handle.pid() == process.pid();
  }

  @Override
  public String toString() {
    return "MirrorMaker2[" + folder + "]";
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
