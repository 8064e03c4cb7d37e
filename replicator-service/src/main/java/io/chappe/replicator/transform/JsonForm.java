package io.chappe.replicator.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/**
 * JSON as Kafka Connect has it without a schema: maps, lists, strings, booleans and numbers. No
 * number loses precision: whole ones are long or {@link java.math.BigInteger}, others double, or
 * {@link BigDecimal} where a double is another number.
 */
final class JsonForm {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectReader READER = MAPPER.readerFor(Object.class);
  private static final ObjectWriter WRITER = MAPPER.writer();

  private JsonForm() {}

  /**
   * Reads JSON.
   *
   * @param part what it is, for the message
   * @throws DataException if it is none; the message shows nothing of it, as it may be secret
   */
  static Object parse(String part, byte[] json) {
    try {
      return withFewTypes(READER.readValue(json));
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null ? "" : ", at its byte " + e.getLocation().getByteOffset();
      throw new DataException("the " + part + " isn't JSON" + place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The bytes of a key or a value: bytes and text stay what they are, anything else becomes JSON.
   */
  static byte[] bytes(Object value) {
    return switch (value) {
      case byte[] bytes -> bytes;
      case ByteBuffer buffer -> {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        yield bytes;
      }
      case String text -> text.getBytes(UTF_8);
      default -> write(value);
    };
  }

  private static byte[] write(Object value) {
    try {
      return WRITER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new DataException("can't be written as JSON: " + value.getClass().getName());
    }
  }

  private static Object withFewTypes(Object value) {
    switch (value) {
      case Map<?, ?> map -> replaceIn(map);
      case List<?> list -> replaceIn(list);
      case Integer number -> {
        return number.longValue();
      }
      case BigDecimal number -> {
        return asDouble(number);
      }
      case null, default -> {}
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static void replaceIn(Map<?, ?> map) {
    ((Map<Object, Object>) map).replaceAll((key, value) -> withFewTypes(value));
  }

  @SuppressWarnings("unchecked")
  private static void replaceIn(List<?> list) {
    ((List<Object>) list).replaceAll(JsonForm::withFewTypes);
  }

  private static Number asDouble(BigDecimal number) {
    double rounded = number.doubleValue();
    boolean same = Double.isFinite(rounded) && BigDecimal.valueOf(rounded).compareTo(number) == 0;
    if (same) {
      return rounded;
    }
    return number;
  }
}
