package io.chappe.acceptance;

import io.chappe.testing.FreePorts;
import io.chappe.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What KEDA's Kafka scaler does: asks the source for the lag of the replicators' group, starts one
 * where there is a lag and none runs, and ends it when there has been none for a while. It knows
 * nothing of Chappe but the name of the group.
 */
final class Autoscaler implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(15);

  /** Looks without a lag before the instance is ended: KEDA's cooldown. */
  private static final int COOLDOWN = 10;

  private final TestCluster source;
  private final String group;
  private final String topic;
  private final int partitions;
  private final Path configuration;
  private final AtomicInteger starts = new AtomicInteger();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Future<?> looking;
  private volatile Optional<ServiceProcess> instance = Optional.empty();
  private int calm;

  Autoscaler(TestCluster source, String group, String topic, int partitions, Path configuration) {
    this.source = source;
    this.group = group;
    this.topic = topic;
    this.partitions = partitions;
    this.configuration = configuration;
    this.looking =
        clock.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isAtZero() {
    if (looking.state() == Future.State.FAILED) {
      throw new IllegalStateException(looking.exceptionNow());
    }
    return instance.isEmpty();
  }

  /** How often an instance was started. */
  int starts() {
    return starts.get();
  }

  private void look() {
    calm = lag() > 0 ? 0 : calm + 1;
    if (calm == 0 && instance.isEmpty()) {
      starts.incrementAndGet();
      int port = FreePorts.find(1).getFirst();
      instance = Optional.of(ServiceProcess.start(Service.REPLICATOR, configuration, port));
    } else if (calm >= COOLDOWN && instance.isPresent()) {
      instance.get().sigterm();
      instance.get().awaitExit(EXIT_LIMIT);
      instance.get().close();
      instance = Optional.empty();
    }
  }

  /** A partition without a committed offset counts from its beginning. */
  private long lag() {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        TopicView.get(source.admin().listOffsets(latest).all());
    Map<TopicPartition, OffsetAndMetadata> committed =
        TopicView.get(
            source.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return ends.entrySet().stream()
        .mapToLong(each -> each.getValue().offset() - offset(committed.get(each.getKey())))
        .sum();
  }

  private static long offset(OffsetAndMetadata committed) {
    return committed == null ? 0 : committed.offset();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      clock.awaitTermination(EXIT_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    instance.ifPresent(ServiceProcess::close);
  }
}
