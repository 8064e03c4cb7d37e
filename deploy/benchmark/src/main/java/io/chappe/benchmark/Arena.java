package io.chappe.benchmark;

import io.chappe.testing.FreePorts;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Two clusters of one broker each, in processes of their own. */
public final class Arena implements AutoCloseable {
  /** As much as brokers of this size of data need; the rest of the memory is for the page cache. */
  private static final List<String> BROKER_JVM = List.of("-Xms1g", "-Xmx1g");

  private final TestCluster source;
  private final TestCluster target;
  private final List<ProcessHandle> brokers;
  private final int farPort;
  private final int proxyPort;
  private final Path folder;

  private Arena(TestCluster source, TestCluster target, List<Integer> ports, Path folder) {
    this.source = source;
    this.target = target;
    this.brokers = ProcessHandle.current().descendants().toList();
    this.farPort = ports.get(0);
    this.proxyPort = ports.get(1);
    this.folder = folder;
  }

  /** Starts both clusters. */
  public static Arena start() {
    List<Integer> ports = FreePorts.find(2);
    List<TestCluster> started = new ArrayList<>();
    try {
      Path folder = Files.createTempDirectory("chappe-benchmark-");
      started.add(TestCluster.builder("source").jvmArguments(BROKER_JVM).start());
      started.add(
          TestCluster.builder("target")
              .jvmArguments(BROKER_JVM)
              .farListener(ports.get(0), ports.get(1))
              .start());
      return new Arena(started.get(0), started.get(1), ports, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      started.forEach(TestCluster::close);
      throw e;
    }
  }

  public TestCluster source() {
    return source;
  }

  public TestCluster target() {
    return target;
  }

  /** Where configurations and the contenders' output go. */
  public Path folder() {
    return folder;
  }

  /** Port of the target's listener whose clients are sent to {@link #proxyPort()}. */
  public int farPort() {
    return farPort;
  }

  /** Port for a proxy that makes the way to the target long. */
  public int proxyPort() {
    return proxyPort;
  }

  /** CPU seconds that the brokers have used so far. */
  public double brokerCpuSeconds() {
    return brokers.stream().mapToDouble(Resources::cpuSeconds).sum();
  }

  /** The sum of the log ends of a topic on the target, 0 if there is none (yet). */
  public long endOnTarget(String topic, int partitions) {
    Map<TopicPartition, OffsetSpec> wanted =
        IntStream.range(0, partitions)
            .mapToObj(number -> new TopicPartition(topic, number))
            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    try {
      return target.admin().listOffsets(wanted).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Deletes a topic of the target, whose data isn't needed any more. */
  public void deleteOnTarget(String topic) {
    try {
      target.admin().deleteTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
