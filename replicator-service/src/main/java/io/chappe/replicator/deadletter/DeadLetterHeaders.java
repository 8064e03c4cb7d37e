package io.chappe.replicator.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chappe.naming.FlowId;
import io.chappe.replicator.copy.port.DeadLetter;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;

/**
 * What a dead letter tells of itself: Kafka Connect's headers, so that its tools understand them,
 * and ours for what Connect has no name for. All are text.
 */
final class DeadLetterHeaders {
  private static final String CONNECT = "__connect.errors.";
  private static final String OWN = "chappe.errors.";

  private DeadLetterHeaders() {}

  static void add(Headers headers, FlowId flow, DeadLetter letter) {
    add(headers, CONNECT + "topic", letter.source().topic());
    add(headers, CONNECT + "partition", letter.source().partition());
    add(headers, CONNECT + "offset", letter.content().offset());
    add(headers, CONNECT + "connector.name", flow);
    add(headers, CONNECT + "stage", stage(letter.stage()));
    add(headers, CONNECT + "exception.class.name", letter.reason().name());
    add(headers, CONNECT + "exception.message", letter.message());
    add(headers, OWN + "cluster", flow.source());
    add(headers, OWN + "timestamp", letter.content().timestamp());
  }

  /** Tells how large what was left away is, in bytes. */
  static void addOmitted(Headers headers, DeadLetter letter) {
    add(headers, OWN + "omitted.key.bytes", size(letter.content().key()));
    add(headers, OWN + "omitted.value.bytes", size(letter.content().value()));
  }

  /** Connect's names of the stages. */
  private static String stage(DeadLetter.Stage stage) {
    return switch (stage) {
      case TRANSFORMATION -> "TRANSFORMATION";
      case TARGET -> "TASK_PUT";
    };
  }

  private static int size(ByteBuffer bytes) {
    return bytes == null ? 0 : bytes.remaining();
  }

  private static void add(Headers headers, String key, Object value) {
    headers.add(key, value.toString().getBytes(UTF_8));
  }
}
