package io.chappe.replicator.transform;

import io.chappe.replicator.copy.port.RecordChange.Content;
import io.chappe.replicator.transform.Step.Reads;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

/**
 * One record on its way through transformations: from bytes to what Kafka Connect works on, and
 * back. What no transformation touches comes back as the very same bytes.
 */
final class ConnectForm {
  /** Writes a header that a transformation made: text for anything but bytes. Has no state. */
  private static final SimpleHeaderConverter HEADERS = new SimpleHeaderConverter();

  private final Content original;
  private SourceRecord current;
  private Object parsedKey;
  private Object parsedValue;

  /**
   * @param target the remote partition, which is what predicates and transformations see
   */
  ConnectForm(Content original, TopicPartition target) {
    this.original = original;
    ConnectHeaders headers = new ConnectHeaders();
    for (Header header : original.headers()) {
      headers.addBytes(header.key(), header.value());
    }
    this.current =
        new SourceRecord(
            Map.of(),
            Map.of(),
            target.topic(),
            target.partition(),
            Schema.OPTIONAL_BYTES_SCHEMA,
            original.key(),
            Schema.OPTIONAL_BYTES_SCHEMA,
            original.value(),
            original.timestamp() < 0 ? null : original.timestamp(),
            headers);
  }

  SourceRecord current() {
    return current;
  }

  /** Whether there is what a step looks at: a tombstone has no value, and no fields in it. */
  boolean has(Reads reads) {
    return switch (reads) {
      case NEITHER -> true;
      case KEY -> current.key() != null;
      case VALUE -> current.value() != null;
    };
  }

  /** The record with its key or its value as JSON. */
  SourceRecord with(Reads reads) {
    if (reads == Reads.KEY && current.keySchema() != null) {
      parsedKey = parse("key", current.key());
      current =
          current.newRecord(
              current.topic(),
              current.kafkaPartition(),
              null,
              parsedKey,
              current.valueSchema(),
              current.value(),
              current.timestamp());
    } else if (reads == Reads.VALUE && current.valueSchema() != null) {
      parsedValue = parse("value", current.value());
      current =
          current.newRecord(
              current.topic(),
              current.kafkaPartition(),
              current.keySchema(),
              current.key(),
              null,
              parsedValue,
              current.timestamp());
    }
    return current;
  }

  private static Object parse(String part, Object bytes) {
    return JsonForm.parse(part, JsonForm.bytes(bytes));
  }

  /** Goes on with what a transformation made of it; false if that is nothing. */
  boolean take(SourceRecord changed) {
    current = changed;
    return changed != null;
  }

  Content content() {
    return new Content(
        original.offset(),
        original.timestamp(),
        back(current.key(), parsedKey, original.key()),
        back(current.value(), parsedValue, original.value()),
        headers());
  }

  private static ByteBuffer back(Object now, Object parsed, ByteBuffer before) {
    if (now == null) {
      return null;
    }
    if (now == before || now == parsed) {
      return before;
    }
    return ByteBuffer.wrap(JsonForm.bytes(now));
  }

  private Header[] headers() {
    List<Header> headers = new ArrayList<>(current.headers().size());
    for (org.apache.kafka.connect.header.Header header : current.headers()) {
      byte[] value =
          header.value() instanceof byte[] bytes
              ? bytes
              : HEADERS.fromConnectHeader(
                  current.topic(), header.key(), header.schema(), header.value());
      headers.add(new PlainHeader(header.key(), value));
    }
    return headers.toArray(Header[]::new);
  }
}
