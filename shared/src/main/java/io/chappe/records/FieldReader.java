package io.chappe.records;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the fields of a record's key or value one after the other, as Kafka's protocol encodes
 * them: numbers in network byte order, a string in UTF-8 behind its length in two bytes. What
 * follows the last field that is read is ignored.
 */
final class FieldReader {
  private final String kind;
  private final String part;
  private final ConsumerRecord<byte[], byte[]> encoded;
  private final ByteBuffer buffer;

  private FieldReader(
      String kind, String part, ConsumerRecord<byte[], byte[]> encoded, byte[] bytes) {
    this.kind = kind;
    this.part = part;
    this.encoded = encoded;
    if (bytes == null) {
      throw new RecordDecodingException(kind, encoded, part + " is null", null);
    }
    this.buffer = ByteBuffer.wrap(bytes);
  }

  /** The key's fields. */
  static FieldReader ofKey(String kind, ConsumerRecord<byte[], byte[]> encoded) {
    return new FieldReader(kind, "key", encoded, encoded.key());
  }

  /** The value's fields. */
  static FieldReader ofValue(String kind, ConsumerRecord<byte[], byte[]> encoded) {
    return new FieldReader(kind, "value", encoded, encoded.value());
  }

  /** The fields of a value behind its version, which has to be the one given. */
  static FieldReader ofVersionedValue(
      String kind, short expected, ConsumerRecord<byte[], byte[]> encoded) {
    FieldReader reader = ofValue(kind, encoded);
    short version = reader.int16("version");
    if (version != expected) {
      throw new RecordDecodingException(
          kind,
          encoded,
          "version " + version + " is unknown, only " + expected + " is known",
          null);
    }
    return reader;
  }

  private short int16(String name) {
    return read(name, buffer::getShort);
  }

  /** The next field, a number of four bytes. */
  int int32(String name) {
    return read(name, buffer::getInt);
  }

  /** The next field, a number of eight bytes. */
  long int64(String name) {
    return read(name, buffer::getLong);
  }

  /** The next field, a string that may be empty but not null. */
  String string(String name) {
    short length = int16(name);
    if (length < 0) {
      throw unreadable(name, "has the length " + length, null);
    }
    byte[] bytes = new byte[Math.min(length, buffer.remaining())];
    if (bytes.length < length) {
      throw unreadable(name, "is cut short", null);
    }
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private <T> T read(String name, Supplier<T> field) {
    try {
      return field.get();
    } catch (BufferUnderflowException e) {
      throw unreadable(name, "is cut short", e);
    }
  }

  private RecordDecodingException unreadable(String name, String reason, Exception cause) {
    return new RecordDecodingException(
        kind, encoded, "%s can't be read: %s %s".formatted(part, name, reason), cause);
  }
}
