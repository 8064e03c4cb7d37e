package io.chappe.heartbeat.lag;

import io.chappe.clients.KafkaClients;
import io.chappe.lag.SourceEnds;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks by an admin client, which is made by the first question. For one thread. */
final class KafkaLagSource implements LagSource {
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final KafkaClients clients;
  private final String group;
  private final Duration limit;
  private Admin admin;

  /**
   * @param group the group that positions are committed to
   * @param limit no answer is waited for longer than that
   */
  KafkaLagSource(KafkaClients clients, String group, Duration limit) {
    this.clients = clients;
    this.group = group;
    this.limit = limit;
  }

  @Override
  public Map<String, Uuid> topics()
      throws InterruptedException, ExecutionException, TimeoutException {
    Collection<TopicListing> listings =
        get(admin().listTopics(new ListTopicsOptions().timeoutMs(limitMs())).listings());
    return listings.stream().collect(Collectors.toMap(TopicListing::name, TopicListing::topicId));
  }

  @Override
  public Map<String, Integer> partitions(Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin()
            .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(limitMs()))
            .topicNameValues();
    Map<String, Integer> partitions = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> each : answers.entrySet()) {
      try {
        partitions.put(each.getKey(), get(each.getValue()).partitions().size());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return partitions;
  }

  @Override
  public SourceEnds.Answer ends(
      Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> positions)
      throws InterruptedException {
    return new SourceEnds(admin(), limit).of(partitions, positions);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> positions()
      throws InterruptedException, ExecutionException, TimeoutException {
    ListConsumerGroupOffsetsOptions options =
        new ListConsumerGroupOffsetsOptions().timeoutMs(limitMs());
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          new HashMap<>(
              get(
                  admin()
                      .listConsumerGroupOffsets(group, options)
                      .partitionsToOffsetAndMetadata()));
      committed.values().removeIf(each -> each == null);
      return committed;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }

  @Override
  public Map<TopicPartition, Beginning> beginnings(
      Collection<TopicPartition> partitions, OptionalLong fromMs)
      throws InterruptedException, ExecutionException, TimeoutException {
    // A log's start is told without the time of its first record, so that is asked for as well.
    ListOffsetsResult records = ask(partitions, OffsetSpec.forTimestamp(fromMs.orElse(0)));
    ListOffsetsResult starts =
        fromMs.isPresent() ? records : ask(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Beginning> beginnings = new HashMap<>();
    for (TopicPartition each : List.copyOf(partitions)) {
      try {
        ListOffsetsResultInfo start = get(starts.partitionResult(each));
        ListOffsetsResultInfo record = get(records.partitionResult(each));
        beginnings.put(each, new Beginning(known(start.offset()), known(record.timestamp())));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return beginnings;
  }

  private ListOffsetsResult ask(Collection<TopicPartition> partitions, OffsetSpec spec) {
    return admin()
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(each -> each, each -> spec)),
            new ListOffsetsOptions().timeoutMs(limitMs()));
  }

  private static OptionalLong known(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private Admin admin() {
    if (admin == null) {
      admin = clients.admin();
    }
    return admin;
  }

  private int limitMs() {
    return (int) limit.toMillis();
  }

  /** The client itself gives up in time: this is for what it doesn't account for. */
  private <T> T get(KafkaFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(2L * limitMs(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(CLOSE_LIMIT);
    }
  }
}
