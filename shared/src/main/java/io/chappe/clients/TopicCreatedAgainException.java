package io.chappe.clients;

import io.chappe.failure.Reason;
import io.chappe.failure.Reasoned;
import org.apache.kafka.common.KafkaException;

/** A topic that is followed was deleted, and another one of the same name created. */
public final class TopicCreatedAgainException extends KafkaException implements Reasoned {
  private static final long serialVersionUID = 1L;

  TopicCreatedAgainException(String topic) {
    super("the topic " + topic + " was created again, and is read from its beginning");
  }

  @Override
  public Reason reason() {
    return Reason.TOPIC_CREATED_AGAIN;
  }
}
