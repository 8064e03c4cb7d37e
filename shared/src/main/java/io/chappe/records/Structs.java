package io.chappe.records;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.protocol.types.Struct;

/** Writes and reads keys and values by their schemas. */
final class Structs {
  private Structs() {}

  /** The structs' bytes, one after the other. */
  static byte[] bytes(Struct... structs) {
    int size = 0;
    for (Struct struct : structs) {
      size += struct.sizeOf();
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    for (Struct struct : structs) {
      struct.writeTo(buffer);
    }
    return buffer.array();
  }

  /** The key by its schema. */
  static Struct key(String kind, Schema schema, ConsumerRecord<byte[], byte[]> encoded) {
    if (encoded.key() == null) {
      throw new RecordDecodingException(kind, encoded, "key is null", null);
    }
    return read(kind, "key", schema, ByteBuffer.wrap(encoded.key()), encoded);
  }

  /** The value by its schema. */
  static Struct value(String kind, Schema schema, ConsumerRecord<byte[], byte[]> encoded) {
    return read(kind, "value", schema, presentValue(kind, encoded), encoded);
  }

  /** The value that follows a header with a version, which has to be the one given. */
  static Struct versionedValue(
      String kind,
      Schema header,
      String versionField,
      short expected,
      Schema schema,
      ConsumerRecord<byte[], byte[]> encoded) {
    ByteBuffer buffer = presentValue(kind, encoded);
    short version = read(kind, "header", header, buffer, encoded).getShort(versionField);
    if (version != expected) {
      throw new RecordDecodingException(
          kind,
          encoded,
          "version " + version + " is unknown, only " + expected + " is known",
          null);
    }
    return read(kind, "value", schema, buffer, encoded);
  }

  private static ByteBuffer presentValue(String kind, ConsumerRecord<byte[], byte[]> encoded) {
    if (encoded.value() == null) {
      throw new RecordDecodingException(kind, encoded, "value is null", null);
    }
    return ByteBuffer.wrap(encoded.value());
  }

  private static Struct read(
      String kind,
      String part,
      Schema schema,
      ByteBuffer buffer,
      ConsumerRecord<byte[], byte[]> encoded) {
    try {
      return schema.read(buffer);
    } catch (SchemaException e) {
      throw new RecordDecodingException(
          kind, encoded, part + " can't be read: " + e.getMessage(), e);
    }
  }
}
