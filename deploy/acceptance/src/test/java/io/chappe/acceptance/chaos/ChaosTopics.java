package io.chappe.acceptance.chaos;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** What is copied, and the names of the copies. */
final class ChaosTopics {
  static final String PLAIN = "plain";
  static final String MIXED = "mixed";
  static final String QUIET = "quiet";
  static final String OLD = "old";
  static final String KEYED = "keyed";
  static final int PARTITIONS = 4;
  static final int FEW_PARTITIONS = 2;
  private static final String PREFIX = "us.";

  private ChaosTopics() {}

  /** Partitions whose copies must equal them. */
  static List<TopicPartition> numbered() {
    return Stream.of(PLAIN, MIXED, QUIET, OLD).flatMap(each -> partitions(each).stream()).toList();
  }

  /** Partitions of a topic. */
  static List<TopicPartition> partitions(String topic) {
    int count = topic.equals(PLAIN) || topic.equals(MIXED) ? PARTITIONS : FEW_PARTITIONS;
    return IntStream.range(0, count).mapToObj(each -> new TopicPartition(topic, each)).toList();
  }

  static String copyOf(String topic) {
    return PREFIX + topic;
  }

  static TopicPartition copyOf(TopicPartition source) {
    return new TopicPartition(copyOf(source.topic()), source.partition());
  }

  static TopicPartition sourceOf(TopicPartition copy) {
    return new TopicPartition(copy.topic().substring(PREFIX.length()), copy.partition());
  }

  /** Names the right to copy a partition: what takeovers raise the epoch of. */
  static String transactionalId(TopicPartition source) {
    return "chappe.us->eu." + source;
  }
}
