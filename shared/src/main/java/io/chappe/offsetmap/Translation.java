package io.chappe.offsetmap;

/**
 * What an offset is on the other side.
 *
 * @param offset the first offset there that still has to be read by whoever read up to the offset
 *     asked for. Never too high, whatever the kind: reading on from it loses nothing. It may lie
 *     beyond what was copied so far, if the offset asked for does; the caller knows the log end and
 *     caps it
 * @param kind how near it is
 */
public record Translation(long offset, Kind kind) {
  /** How near a translation is. */
  public enum Kind {
    /** The offset of this very record. */
    EXACT,
    /** There is no record at the offset asked for; the next one after it, exactly. */
    GAP,
    /** Too low: the runs here were thinned. Reading on from it reads some records twice. */
    ROUNDED,
    /** Before everything in the map; the start of its first run. */
    BEFORE_FIRST
  }

  /** Whether no record is read twice by reading on from the offset. */
  public boolean exact() {
    return kind != Kind.ROUNDED;
  }
}
