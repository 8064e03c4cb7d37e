package io.chappe.records;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.mirror.Heartbeat;

/** {@link Heartbeat} as a record of a heartbeats topic. */
public final class HeartbeatCodec {
  private static final String KIND = "heartbeat";

  private HeartbeatCodec() {}

  /** The record to send; like MM2's it goes to partition 0. */
  public static ProducerRecord<byte[], byte[]> toRecord(String topic, Heartbeat heartbeat) {
    return new ProducerRecord<>(topic, 0, key(heartbeat), value(heartbeat));
  }

  /** Reads a record of a heartbeats topic. */
  public static Heartbeat decode(ConsumerRecord<byte[], byte[]> encoded) {
    FieldReader key = FieldReader.ofKey(KIND, encoded);
    String source = key.string(Heartbeat.SOURCE_CLUSTER_ALIAS_KEY);
    String target = key.string(Heartbeat.TARGET_CLUSTER_ALIAS_KEY);
    FieldReader value = FieldReader.ofVersionedValue(KIND, Heartbeat.VERSION, encoded);
    return new Heartbeat(source, target, value.int64(Heartbeat.TIMESTAMP_KEY));
  }

  static byte[] key(Heartbeat heartbeat) {
    return new FieldWriter()
        .string(heartbeat.sourceClusterAlias())
        .string(heartbeat.targetClusterAlias())
        .bytes();
  }

  static byte[] value(Heartbeat heartbeat) {
    return new FieldWriter().int16(Heartbeat.VERSION).int64(heartbeat.timestamp()).bytes();
  }
}
