package io.chappe.records;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.Type;

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

  private static final Schema KEY_SCHEMA =
      new Schema(new Field(TOPIC, Type.STRING), new Field(PARTITION, Type.INT32));
  private static final Schema VALUE_SCHEMA =
      new Schema(new Field(UPSTREAM_OFFSET, Type.INT64), new Field(DOWNSTREAM_OFFSET, Type.INT64));

  private OffsetSyncCodec() {}

  /** The record to send; like MM2's it goes to partition 0, the only one that MM2 reads. */
  public static ProducerRecord<byte[], byte[]> toRecord(String topic, OffsetSync sync) {
    return new ProducerRecord<>(topic, 0, key(sync), value(sync));
  }

  /** Reads a record of an offset-syncs topic. */
  public static OffsetSync decode(ConsumerRecord<byte[], byte[]> encoded) {
    Struct key = Structs.key(KIND, KEY_SCHEMA, encoded);
    Struct value = Structs.value(KIND, VALUE_SCHEMA, encoded);
    return new OffsetSync(
        new TopicPartition(key.getString(TOPIC), key.getInt(PARTITION)),
        value.getLong(UPSTREAM_OFFSET),
        value.getLong(DOWNSTREAM_OFFSET));
  }

  static byte[] key(OffsetSync sync) {
    return Structs.bytes(
        new Struct(KEY_SCHEMA)
            .set(TOPIC, sync.topicPartition().topic())
            .set(PARTITION, sync.topicPartition().partition()));
  }

  static byte[] value(OffsetSync sync) {
    return Structs.bytes(
        new Struct(VALUE_SCHEMA)
            .set(UPSTREAM_OFFSET, sync.upstreamOffset())
            .set(DOWNSTREAM_OFFSET, sync.downstreamOffset()));
  }
}
