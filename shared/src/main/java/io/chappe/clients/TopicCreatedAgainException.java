package io.chappe.clients;

import org.apache.kafka.common.KafkaException;

/** A topic that is followed was deleted, and another one of the same name created. */
public final class TopicCreatedAgainException extends KafkaException {
  private static final long serialVersionUID = 1L;

  TopicCreatedAgainException(String topic) {
    super("the topic " + topic + " was created again, and is read from its beginning");
  }
}
