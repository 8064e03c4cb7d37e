package io.chappe.records;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.connect.mirror.Checkpoint;

/** {@link Checkpoint} as a record of a checkpoints topic. Its topic is the one on the target. */
public final class CheckpointCodec {
  private static final String KIND = "checkpoint";

  private CheckpointCodec() {}

  /** The record to send; like MM2's it goes to partition 0, the only one that MM2 reads. */
  public static ProducerRecord<byte[], byte[]> toRecord(String topic, Checkpoint checkpoint) {
    return new ProducerRecord<>(topic, 0, key(CheckpointKey.of(checkpoint)), value(checkpoint));
  }

  /**
   * The record that says that a checkpoint is gone. Its value is empty, and not null as a
   * tombstone's would be: MM2's client ({@code RemoteClusterUtils}) skips what it can't decode, but
   * fails for all groups with a {@link NullPointerException} as long as one tombstone is in the
   * topic.
   */
  public static ProducerRecord<byte[], byte[]> gone(String topic, CheckpointKey key) {
    return new ProducerRecord<>(topic, 0, key(key), new byte[0]);
  }

  /** Whether a record says that a checkpoint is gone. */
  public static boolean isGone(ConsumerRecord<byte[], byte[]> encoded) {
    return encoded.value() == null || encoded.value().length == 0;
  }

  /** What a record is about. */
  public static CheckpointKey decodeKey(ConsumerRecord<byte[], byte[]> encoded) {
    Struct key = Structs.key(KIND, Checkpoint.KEY_SCHEMA, encoded);
    return new CheckpointKey(
        key.getString(Checkpoint.CONSUMER_GROUP_ID_KEY),
        new TopicPartition(
            key.getString(Checkpoint.TOPIC_KEY), key.getInt(Checkpoint.PARTITION_KEY)));
  }

  /** Reads a record of a checkpoints topic. */
  public static Checkpoint decode(ConsumerRecord<byte[], byte[]> encoded) {
    CheckpointKey key = decodeKey(encoded);
    Struct value =
        Structs.versionedValue(
            KIND,
            Checkpoint.HEADER_SCHEMA,
            Checkpoint.VERSION_KEY,
            Checkpoint.VERSION,
            Checkpoint.VALUE_SCHEMA_V0,
            encoded);
    return new Checkpoint(
        key.group(),
        key.partition(),
        value.getLong(Checkpoint.UPSTREAM_OFFSET_KEY),
        value.getLong(Checkpoint.DOWNSTREAM_OFFSET_KEY),
        value.getString(Checkpoint.METADATA_KEY));
  }

  static byte[] key(CheckpointKey key) {
    return Structs.bytes(
        new Struct(Checkpoint.KEY_SCHEMA)
            .set(Checkpoint.CONSUMER_GROUP_ID_KEY, key.group())
            .set(Checkpoint.TOPIC_KEY, key.partition().topic())
            .set(Checkpoint.PARTITION_KEY, key.partition().partition()));
  }

  static byte[] value(Checkpoint checkpoint) {
    return Structs.bytes(
        new Struct(Checkpoint.HEADER_SCHEMA).set(Checkpoint.VERSION_KEY, Checkpoint.VERSION),
        new Struct(Checkpoint.VALUE_SCHEMA_V0)
            .set(Checkpoint.UPSTREAM_OFFSET_KEY, checkpoint.upstreamOffset())
            .set(Checkpoint.DOWNSTREAM_OFFSET_KEY, checkpoint.downstreamOffset())
            .set(Checkpoint.METADATA_KEY, checkpoint.metadata()));
  }
}
