package io.chappe.replicator.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chappe.replicator.copy.port.RecordChange.Content;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;

/** Makes and reads records for tests, all at offset 17 and of the same time. */
final class Contents {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Contents() {}

  static Content content(String key, String value, Header... headers) {
    return new Content(17, 1_000, buffer(key), buffer(value), headers);
  }

  private static ByteBuffer buffer(String text) {
    return text == null ? null : ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  static Header header(String key, byte[] value) {
    return new PlainHeader(key, value);
  }

  static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer.duplicate()).toString();
  }

  static JsonNode json(ByteBuffer buffer) {
    return json(text(buffer));
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** Of {@code a=b,c=d}. */
  static Map<String, String> properties(String text) {
    Map<String, String> properties = new HashMap<>();
    for (String property : text.split(",")) {
      properties.put(property.split("=")[0], property.split("=")[1]);
    }
    return properties;
  }
}
