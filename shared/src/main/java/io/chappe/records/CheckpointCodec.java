package io.chappe.records;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
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
    FieldReader key = FieldReader.ofKey(KIND, encoded);
    String group = key.string(Checkpoint.CONSUMER_GROUP_ID_KEY);
    String topic = key.string(Checkpoint.TOPIC_KEY);
    return new CheckpointKey(group, new TopicPartition(topic, key.int32(Checkpoint.PARTITION_KEY)));
  }

  /** Reads a record of a checkpoints topic. */
  public static Checkpoint decode(ConsumerRecord<byte[], byte[]> encoded) {
    CheckpointKey key = decodeKey(encoded);
    FieldReader value = FieldReader.ofVersionedValue(KIND, Checkpoint.VERSION, encoded);
    long upstream = value.int64(Checkpoint.UPSTREAM_OFFSET_KEY);
    long downstream = value.int64(Checkpoint.DOWNSTREAM_OFFSET_KEY);
    String metadata = value.string(Checkpoint.METADATA_KEY);
    return new Checkpoint(key.group(), key.partition(), upstream, downstream, metadata);
  }

  static byte[] key(CheckpointKey key) {
    return new FieldWriter()
        .string(key.group())
        .string(key.partition().topic())
        .int32(key.partition().partition())
        .bytes();
  }

  static byte[] value(Checkpoint checkpoint) {
    return new FieldWriter()
        .int16(Checkpoint.VERSION)
        .int64(checkpoint.upstreamOffset())
        .int64(checkpoint.downstreamOffset())
        .string(checkpoint.metadata())
        .bytes();
  }
}
