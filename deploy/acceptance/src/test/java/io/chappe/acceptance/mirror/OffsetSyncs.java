package io.chappe.acceptance.mirror;

import io.chappe.testing.TestCluster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is in an offset-syncs topic. */
public final class OffsetSyncs {
  private static final Duration POLL = Duration.ofMillis(200);

  private OffsetSyncs() {}

  /** One of them. */
  public record OffsetSync(String topic, int partition, long upstream, long downstream) {
    /** As MM2 lays it out. */
    static OffsetSync of(byte[] key, byte[] value) {
      ByteBuffer read = ByteBuffer.wrap(key);
      byte[] topic = new byte[read.getShort()];
      read.get(topic);
      ByteBuffer offsets = ByteBuffer.wrap(value);
      return new OffsetSync(
          new String(topic, StandardCharsets.UTF_8),
          read.getInt(),
          offsets.getLong(),
          offsets.getLong());
    }
  }

  /** The syncs of one source topic, in the order of the log; none if there are no syncs at all. */
  public static List<OffsetSync> of(TestCluster cluster, String syncsTopic, String sourceTopic) {
    Map<String, Object> settings = cluster.clientProperties();
    settings.put("allow.auto.create.topics", false);
    List<OffsetSync> syncs = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      if (!consumer.listTopics().containsKey(syncsTopic)) {
        return syncs;
      }
      TopicPartition only = new TopicPartition(syncsTopic, 0);
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long end = consumer.endOffsets(List.of(only)).get(only);
      while (consumer.position(only) < end) {
        consumer.poll(POLL).forEach(each -> syncs.add(OffsetSync.of(each.key(), each.value())));
      }
    }
    syncs.removeIf(each -> !each.topic().equals(sourceTopic));
    return syncs;
  }
}
