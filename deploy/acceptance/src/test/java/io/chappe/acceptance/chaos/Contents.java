package io.chappe.acceptance.chaos;

import static io.chappe.acceptance.Patience.LIMIT;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** All that consumers see in some partitions of a cluster. */
final class Contents {
  private static final Duration POLL = Duration.ofMillis(200);

  /** A partition's records in order, with the offset of each, and the end of its log. */
  record Log(List<Numbered> records, List<Long> offsets, long end) {}

  private final TestCluster cluster;
  private final boolean committedOnly;

  /**
   * @param committedOnly whether to leave out records of aborted transactions
   */
  Contents(TestCluster cluster, boolean committedOnly) {
    this.cluster = cluster;
    this.committedOnly = committedOnly;
  }

  /** Waits until no transaction is open any more. */
  void awaitNoOpenTransactions(Collection<TopicPartition> partitions) {
    try (KafkaConsumer<byte[], byte[]> committed = consumer(cluster, true);
        KafkaConsumer<byte[], byte[]> all = consumer(cluster, false)) {
      Awaitility.await("transactions to end")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> committed.endOffsets(partitions).equals(all.endOffsets(partitions)));
    }
  }

  /**
   * Reads what is there now.
   *
   * @param source the partition of the source that a partition is or is a copy of
   * @return by the partition of the source
   */
  Map<TopicPartition, Log> read(
      Collection<TopicPartition> partitions, Function<TopicPartition, TopicPartition> source) {
    Map<TopicPartition, Log> logs = new HashMap<>();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    readAll(partitions, records::add)
        .forEach(
            (each, end) ->
                logs.put(source.apply(each), new Log(new ArrayList<>(), new ArrayList<>(), end)));
    for (ConsumerRecord<byte[], byte[]> each : records) {
      TopicPartition of = source.apply(new TopicPartition(each.topic(), each.partition()));
      logs.get(of).records().add(Numbered.parse(each.key(), of));
      logs.get(of).offsets().add(each.offset());
    }
    return logs;
  }

  /** Reads what is there now of partitions with keys; by the partition read. */
  Map<TopicPartition, KeyedLog> readKeyed(Collection<TopicPartition> partitions) {
    Map<TopicPartition, KeyedLog> logs = new HashMap<>();
    partitions.forEach(each -> logs.put(each, new KeyedLog()));
    readAll(
        partitions,
        each ->
            logs.get(new TopicPartition(each.topic(), each.partition()))
                .add(each.offset(), Keyed.of(each)));
    return logs;
  }

  /** Hands over each record; returns the ends up to which it has read. */
  private Map<TopicPartition, Long> readAll(
      Collection<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(cluster, committedOnly)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("could not read up to " + ends);
        }
        consumer.poll(POLL).forEach(reader);
      }
      return ends;
    }
  }

  /** A consumer without a group. */
  static KafkaConsumer<byte[], byte[]> consumer(TestCluster cluster, boolean committedOnly) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("isolation.level", committedOnly ? "read_committed" : "read_uncommitted");
    properties.put("allow.auto.create.topics", false);
    properties.put("enable.auto.commit", false);
    properties.put("default.api.timeout.ms", (int) LIMIT.toMillis());
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
