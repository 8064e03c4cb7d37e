package io.chappe.failure;

import org.apache.kafka.common.KafkaException;

/** A failure that is handed on where only exceptions are. */
public final class FailedException extends KafkaException implements Reasoned {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Of what has failed, with its message. */
  public FailedException(Failure failure) {
    super(failure.message());
    this.reason = failure.reason();
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
