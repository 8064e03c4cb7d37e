package io.chappe.config.keys;

/**
 * A key that Chappe reads.
 *
 * @param name the key without any prefix
 * @param scope where it may stand
 * @param origin where it may come from
 * @param type what its value may be
 * @param defaultText the value if the file has none; empty if there is no default
 * @param mm2Default MM2's value if the file has none; empty if MM2 doesn't have the key
 * @param meaning one sentence for the reference
 * @param effect what a change of its value does while the services run
 */
public record KeyDefinition<T>(
    String name,
    Scope scope,
    Origin origin,
    KeyType<T> type,
    String defaultText,
    String mm2Default,
    String meaning,
    Effect effect) {

  /** Where a key may stand. */
  public enum Scope {
    /** Once for the whole file. */
    FILE,
    /** For all flows, and for one with {@code <source>-><target>.} before it, which wins. */
    FLOW,
    /** Only with {@code <source>-><target>.} before it, as in MM2. */
    FLOW_ONLY
  }

  /** What a change of a key's value does while the services run. */
  public enum Effect {
    /** It is gone over to without a partition standing still. */
    LIVE,
    /** The copying of its flow is closed and started anew. */
    RESTART,
    /** Nothing: it is read when the services start. */
    START
  }

  /** Where a key may come from. What isn't said to come from anywhere comes from the file alone. */
  public enum Origin {
    /** File and environment, and while the services run the configuration topic and the API. */
    ANYWHERE("file, topic, API"),
    /** File and environment only; a changed file is applied while the services run. */
    FILE("file"),
    /** File and environment only, when the services start. */
    START("file, at the start");

    private final String shown;

    Origin(String shown) {
      this.shown = shown;
    }

    /** For the reference. */
    String shown() {
      return shown;
    }
  }

  public T defaultValue() {
    return type.parse(defaultText);
  }

  public boolean differsFromMm2() {
    return !mm2Default.isEmpty() && !mm2Default.equals(defaultText);
  }

  public boolean isUnknownToMm2() {
    return mm2Default.isEmpty() && scope != Scope.FILE;
  }

  /** The same from elsewhere and with another effect. */
  KeyDefinition<T> with(Origin otherOrigin, Effect otherEffect) {
    return new KeyDefinition<>(
        name, scope, otherOrigin, type, defaultText, mm2Default, meaning, otherEffect);
  }
}
