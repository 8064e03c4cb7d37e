package io.chappe.records;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.protocol.types.Struct;
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
    Struct key = Structs.key(KIND, Heartbeat.KEY_SCHEMA, encoded);
    Struct value =
        Structs.versionedValue(
            KIND,
            Heartbeat.HEADER_SCHEMA,
            Heartbeat.VERSION_KEY,
            Heartbeat.VERSION,
            Heartbeat.VALUE_SCHEMA_V0,
            encoded);
    return new Heartbeat(
        key.getString(Heartbeat.SOURCE_CLUSTER_ALIAS_KEY),
        key.getString(Heartbeat.TARGET_CLUSTER_ALIAS_KEY),
        value.getLong(Heartbeat.TIMESTAMP_KEY));
  }

  static byte[] key(Heartbeat heartbeat) {
    return Structs.bytes(
        new Struct(Heartbeat.KEY_SCHEMA)
            .set(Heartbeat.SOURCE_CLUSTER_ALIAS_KEY, heartbeat.sourceClusterAlias())
            .set(Heartbeat.TARGET_CLUSTER_ALIAS_KEY, heartbeat.targetClusterAlias()));
  }

  static byte[] value(Heartbeat heartbeat) {
    return Structs.bytes(
        new Struct(Heartbeat.HEADER_SCHEMA).set(Heartbeat.VERSION_KEY, Heartbeat.VERSION),
        new Struct(Heartbeat.VALUE_SCHEMA_V0).set(Heartbeat.TIMESTAMP_KEY, heartbeat.timestamp()));
  }
}
