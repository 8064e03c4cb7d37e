package io.chappe.checkpoint.query;

import io.chappe.checkpoint.translation.LogRange;
import io.chappe.clients.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the source can add to a translation, if it is there: it may well be down, which is when
 * people ask. One that has not answered is left alone for some seconds, so that not each question
 * waits for it. Thread-safe.
 */
final class SourceCluster implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceCluster.class);
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final Duration LEFT_ALONE = Duration.ofSeconds(15);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final KafkaClients clients;
  private final LongSupplier nanoTime;
  private Admin admin;
  private boolean silent;
  private long silentSince;

  SourceCluster(KafkaClients clients, LongSupplier nanoTime) {
    this.clients = clients;
    this.nanoTime = nanoTime;
  }

  /** The topics' ids by name, without those that aren't there; empty if there is no answer. */
  Optional<Map<String, Uuid>> topicIds(Collection<String> topics) {
    return ask(
        () -> {
          Map<String, KafkaFuture<TopicDescription>> futures =
              admin().describeTopics(topics).topicNameValues();
          long deadline = nanoTime.getAsLong() + PATIENCE.toNanos();
          Map<String, Uuid> ids = new HashMap<>();
          for (Map.Entry<String, KafkaFuture<TopicDescription>> each : futures.entrySet()) {
            try {
              ids.put(each.getKey(), before(deadline, each.getValue()).topicId());
            } catch (ExecutionException e) {
              if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
              }
            }
          }
          return ids;
        });
  }

  /** What a group has committed; empty if there is no answer. */
  Optional<Map<TopicPartition, OffsetAndMetadata>> committed(String group) {
    return ask(
        () ->
            before(
                nanoTime.getAsLong() + PATIENCE.toNanos(),
                admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
  }

  /** What the logs of some partitions hold now; none if there is no answer. */
  Map<TopicPartition, LogRange> logs(Collection<TopicPartition> partitions) {
    return ask(() -> logsNow(partitions)).orElse(Map.of());
  }

  private Map<TopicPartition, LogRange> logsNow(Collection<TopicPartition> partitions)
      throws Exception {
    long deadline = nanoTime.getAsLong() + PATIENCE.toNanos();
    ListOffsetsResult starts = admin().listOffsets(all(partitions, OffsetSpec.earliest()));
    ListOffsetsResult ends = admin().listOffsets(all(partitions, OffsetSpec.latest()));
    Map<TopicPartition, LogRange> logs = new HashMap<>();
    for (TopicPartition each : partitions) {
      long end = before(deadline, ends.partitionResult(each)).offset();
      logs.put(
          each, new LogRange(before(deadline, starts.partitionResult(each)).offset(), end, end));
    }
    return logs;
  }

  private static Map<TopicPartition, OffsetSpec> all(
      Collection<TopicPartition> partitions, OffsetSpec spec) {
    return partitions.stream().collect(Collectors.toMap(each -> each, each -> spec));
  }

  private <T> T before(long deadline, Future<T> future) throws Exception {
    return future.get(Math.max(1, deadline - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
  }

  private <T> Optional<T> ask(Callable<T> question) {
    if (isLeftAlone()) {
      return Optional.empty();
    }
    try {
      T answer = question.call();
      tellSilent(false);
      return Optional.of(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (Exception e) {
      LOGGER.debug("no answer: cluster={}", clients.alias(), e);
      tellSilent(true);
      return Optional.empty();
    }
  }

  private synchronized boolean isLeftAlone() {
    return silent && nanoTime.getAsLong() - silentSince < LEFT_ALONE.toNanos();
  }

  private synchronized void tellSilent(boolean isSilent) {
    silent = isSilent;
    silentSince = nanoTime.getAsLong();
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin = clients.admin();
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(CLOSE_LIMIT);
    }
  }
}
