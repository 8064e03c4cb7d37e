package io.chappe.records;

import io.chappe.failure.Reason;
import io.chappe.failure.Reasoned;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** A record of an internal topic is not what it should be. The message says which and where. */
public final class RecordDecodingException extends KafkaException implements Reasoned {
  private static final long serialVersionUID = 1L;

  RecordDecodingException(
      String kind, ConsumerRecord<byte[], byte[]> encoded, String reason, Throwable cause) {
    super(
        "not a "
            + kind
            + ": topic="
            + encoded.topic()
            + " partition="
            + encoded.partition()
            + " offset="
            + encoded.offset()
            + " reason="
            + reason,
        cause);
  }

  @Override
  public Reason reason() {
    return Reason.RECORD_UNREADABLE;
  }
}
