package io.chappe.replicator.copy.port;

/**
 * A record that can't be changed as the flow asks for: its partition stops there, or it goes to the
 * dead-letter topic.
 */
public final class RecordRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean tolerated;

  /**
   * @param message names the record's partition and offset
   * @param tolerated whether the copy may go on without the record
   */
  public RecordRefusedException(String message, boolean tolerated, Throwable cause) {
    super(message, cause);
    this.tolerated = tolerated;
  }

  /** Whether the copy may go on without the record. */
  public boolean isTolerated() {
    return tolerated;
  }
}
