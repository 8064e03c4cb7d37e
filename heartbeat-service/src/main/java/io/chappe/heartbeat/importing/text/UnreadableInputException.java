package io.chappe.heartbeat.importing.text;

/**
 * The input is nothing that can be imported. The message says what, where, and what would be right,
 * and holds no value.
 */
public final class UnreadableInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableInputException(String message) {
    super(message);
  }
}
