package io.chappe.demo;

/** The demo can't go on; the message is for the user, and says all there is to say. */
final class DemoFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }

  DemoFailure(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
