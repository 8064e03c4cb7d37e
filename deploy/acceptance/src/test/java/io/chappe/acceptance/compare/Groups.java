package io.chappe.acceptance.compare;

import io.chappe.acceptance.TopicView;
import io.chappe.testing.TestCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Consumer groups that follow the end of both topics, each at its distance. */
final class Groups {
  static final List<Long> DISTANCES = List.of(0L, 10L, 100L, 1_000L, 10_000L, 100_000L);
  static final List<String> TOPICS = List.of(History.PLAIN, History.TRANSACTIONAL);

  /** A group in a topic. */
  record Reader(String group, String topic) {}

  private final TestCluster source;

  /** When each offset was committed, in nanoseconds. */
  private final Map<Reader, TreeMap<Long, Long>> committed = new HashMap<>();

  Groups(TestCluster source) {
    this.source = source;
  }

  static String group(long distance) {
    return "behind-" + distance;
  }

  /** All groups go on to their distances from the end. */
  void follow(long written) {
    for (long distance : DISTANCES) {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      for (String topic : TOPICS) {
        long offset = History.offset(topic, written - distance);
        offsets.put(new TopicPartition(topic, 0), new OffsetAndMetadata(offset));
        committed
            .computeIfAbsent(new Reader(group(distance), topic), reader -> new TreeMap<>())
            .putIfAbsent(offset, System.nanoTime());
      }
      TopicView.get(source.admin().alterConsumerGroupOffsets(group(distance), offsets).all());
    }
  }

  /** Seconds since an offset was committed. */
  double age(Reader reader, long offset) {
    return (System.nanoTime() - committed.get(reader).get(offset)) / 1e9;
  }
}
