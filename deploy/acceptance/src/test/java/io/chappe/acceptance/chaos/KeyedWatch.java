package io.chappe.acceptance.chaos;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows partitions that are compacted: what is copied twice is seen here even if the cleaner
 * removes the traces before the end.
 */
final class KeyedWatch implements Callable<Void> {
  private static final Duration POLL = Duration.ofMillis(100);

  private final TestCluster cluster;
  private final Collection<TopicPartition> partitions;
  private final AtomicBoolean ended;
  private final Map<TopicPartition, KeyedLog> logs = new ConcurrentHashMap<>();

  KeyedWatch(TestCluster cluster, Collection<TopicPartition> partitions, AtomicBoolean ended) {
    this.cluster = cluster;
    this.partitions = partitions;
    this.ended = ended;
    partitions.forEach(each -> logs.put(each, new KeyedLog()));
  }

  @Override
  public Void call() {
    try (KafkaConsumer<byte[], byte[]> consumer = Contents.consumer(cluster, false)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!ended.get()) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          note(each);
        }
      }
    }
    return null;
  }

  private synchronized void note(ConsumerRecord<byte[], byte[]> consumed) {
    logs.get(new TopicPartition(consumed.topic(), consumed.partition()))
        .add(consumed.offset(), Keyed.of(consumed));
  }

  /**
   * Whether the last record of each partition has come.
   *
   * @param source the source's records, by the partition of the copy
   */
  synchronized boolean isComplete(Map<TopicPartition, KeyedLog> source) {
    return logs.entrySet().stream()
        .allMatch(each -> each.getValue().last().equals(source.get(each.getKey()).last()));
  }

  /** All that came into a partition. To be asked after the end. */
  KeyedLog log(TopicPartition partition) {
    return logs.get(partition);
  }
}
