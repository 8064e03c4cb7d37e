package io.chappe.records;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;

/** Writes the fields of a key or a value one after the other, as {@link FieldReader} reads them. */
final class FieldWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  FieldWriter int16(short value) {
    bytes.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort(value).array());
    return this;
  }

  FieldWriter int32(int value) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    return this;
  }

  FieldWriter int64(long value) {
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  /**
   * @throws KafkaException if the string takes more than 32,767 bytes
   */
  FieldWriter string(String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > Short.MAX_VALUE) {
      throw new KafkaException(
          "a string of %d bytes is too long for a record, which holds %d at most"
              .formatted(encoded.length, Short.MAX_VALUE));
    }
    int16((short) encoded.length);
    bytes.writeBytes(encoded);
    return this;
  }

  /** All that was written. */
  byte[] bytes() {
    return bytes.toByteArray();
  }
}
