package io.chappe.offsetmap;

/**
 * A record of the offset-map topic can't be read: it was written by a newer version, or not by
 * Chappe.
 */
public final class OffsetMapFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OffsetMapFormatException(String message) {
    super(message);
  }

  public OffsetMapFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
