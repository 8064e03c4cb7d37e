package io.chappe.records;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * {@link OffsetSync} as a record of an offset-syncs topic. MM2's own class for it is not in its
 * client library. The value has no version.
 */
public final class OffsetSyncCodec {
  private static final String KIND = "offset sync";
  private static final String TOPIC = "topic";
  private static final String PARTITION = "partition";
  private static final String UPSTREAM_OFFSET = "upstreamOffset";
  private static final String DOWNSTREAM_OFFSET = "offset";

  private OffsetSyncCodec() {}

  /** The record to send; like MM2's it goes to partition 0, the only one that MM2 reads. */
  public static ProducerRecord<byte[], byte[]> toRecord(String topic, OffsetSync sync) {
    return new ProducerRecord<>(topic, 0, key(sync), value(sync));
  }

  /** Reads a record of an offset-syncs topic. */
  public static OffsetSync decode(ConsumerRecord<byte[], byte[]> encoded) {
    FieldReader key = FieldReader.ofKey(KIND, encoded);
    String topic = key.string(TOPIC);
    TopicPartition partition = new TopicPartition(topic, key.int32(PARTITION));
    FieldReader value = FieldReader.ofValue(KIND, encoded);
    long upstream = value.int64(UPSTREAM_OFFSET);
    return new OffsetSync(partition, upstream, value.int64(DOWNSTREAM_OFFSET));
  }

  static byte[] key(OffsetSync sync) {
    return new FieldWriter()
        .string(sync.topicPartition().topic())
        .int32(sync.topicPartition().partition())
        .bytes();
  }

  static byte[] value(OffsetSync sync) {
    return new FieldWriter().int64(sync.upstreamOffset()).int64(sync.downstreamOffset()).bytes();
  }
}
