package io.chappe.checkpoint.translation;

/** Why an offset doesn't translate exactly. */
public enum Inexact {
  /** The map was thinned here: see {@code offset-map.max.runs}. */
  THINNED,
  /** What the offset points at is not copied yet: stands for the end of the copy. */
  AHEAD_OF_COPY,
  /**
   * Before the first record that this flow copied: what is there on the other side is not known.
   */
  BEFORE_COPY,
  /**
   * Others write to the remote topic too, and the map is only known up to the last copied batch.
   */
  SHARED_TOPIC,
  /** So near to the end of the remote log that markers without data may lie below the offset. */
  NEAR_LOG_END,
  /** The source's log ends before the offset: it has lost its tail. */
  BEHIND_SOURCE,
  /** No record of this partition was ever copied by this flow. */
  NOT_REPLICATED,
  /** A topic was deleted and created again since the map was written. */
  EARLIER_INCARNATION,
  /** Where the remote log ends is not known now, so nothing can be told of what was copied. */
  END_UNKNOWN
}
