package io.chappe.heartbeat.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A record of {@code chappe.config.internal}.
 *
 * @param offset its offset
 * @param time when it was written
 * @param key flow, cluster or {@code *}
 * @param json what it holds, which may be a secret; empty for a removal
 * @param by who wrote it, see {@link io.chappe.control.WrittenBy}
 * @param before what the key held until then
 */
public record Change(
    long offset, Instant time, String key, Optional<String> json, String by, Before before) {

  /**
   * What a key held before a change.
   *
   * @param known false if compaction may have taken it away
   * @param json what it held, which may be a secret; empty for no override
   */
  public record Before(boolean known, Optional<String> json) {
    /** Nobody can tell any more. */
    public static final Before UNKNOWN = new Before(false, Optional.empty());

    /** That, or no override. */
    public static Before of(Optional<String> json) {
      return new Before(true, json);
    }
  }
}
