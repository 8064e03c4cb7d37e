package io.chappe.config;

/**
 * A key that Chappe reads.
 *
 * @param name the key without any prefix
 * @param scope where it may stand
 * @param type what its value may be
 * @param defaultText the value if the file has none; empty if there is no default
 * @param mm2Default MM2's value if the file has none; empty if MM2 doesn't have the key
 * @param meaning one sentence for the reference
 */
record KeyDefinition<T>(
    String name,
    Scope scope,
    KeyType<T> type,
    String defaultText,
    String mm2Default,
    String meaning) {

  /** Where a key may stand. */
  enum Scope {
    /** Once for the whole file. */
    FILE,
    /** For all flows, and for one with {@code <source>-><target>.} before it, which wins. */
    FLOW,
    /** Only with {@code <source>-><target>.} before it, as in MM2. */
    FLOW_ONLY
  }

  T defaultValue() {
    return type.parse(defaultText);
  }

  boolean differsFromMm2() {
    return !mm2Default.isEmpty() && !mm2Default.equals(defaultText);
  }

  boolean isUnknownToMm2() {
    return mm2Default.isEmpty() && scope != Scope.FILE;
  }
}
