package io.chappe.replicator.copy;

/** A record that can't be changed as the flow asks for: its partition stops there. */
public final class RecordRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message names the record's partition and offset
   */
  public RecordRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
