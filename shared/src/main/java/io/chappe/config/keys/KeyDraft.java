package io.chappe.config.keys;

import io.chappe.config.keys.KeyDefinition.Effect;
import io.chappe.config.keys.KeyDefinition.Origin;
import io.chappe.config.keys.KeyDefinition.Scope;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A key's definition but for what a change of its value does: {@link #live}, {@link #byRestart} or
 * {@link #atStart} ends it.
 */
final class KeyDraft<T> {
  private static final String BROKER_DEFAULT = "-1";

  private final KeyDefinition<T> unfinished;

  private KeyDraft(
      String name,
      Scope scope,
      Origin origin,
      KeyType<T> type,
      String byDefault,
      String mm2Default,
      String meaning) {
    this.unfinished =
        new KeyDefinition<>(name, scope, origin, type, byDefault, mm2Default, meaning, Effect.LIVE);
  }

  /** A change is gone over to without a partition standing still. */
  KeyDefinition<T> live() {
    return unfinished;
  }

  /** A change has the copying of its flow closed and started anew. */
  KeyDefinition<T> byRestart() {
    return unfinished.with(unfinished.origin(), Effect.RESTART);
  }

  /** Read when the services start, and not again. */
  KeyDefinition<T> atStart() {
    return unfinished.with(Origin.START, Effect.START);
  }

  /** For the whole file. */
  static <T> KeyDraft<T> file(String name, KeyType<T> type, String meaning) {
    return new KeyDraft<>(name, Scope.FILE, Origin.FILE, type, "", "", meaning);
  }

  /** For flows, with a default that may be another than MM2's. */
  static <T> KeyDraft<T> ofFlow(
      String name, KeyType<T> type, String byDefault, String mm2Default, String meaning) {
    return new KeyDraft<>(name, Scope.FLOW, Origin.ANYWHERE, type, byDefault, mm2Default, meaning);
  }

  /** The same only with the flow before it. */
  static <T> KeyDraft<T> ofOneFlow(
      String name, KeyType<T> type, String byDefault, String mm2Default, String meaning) {
    return new KeyDraft<>(
        name, Scope.FLOW_ONLY, Origin.ANYWHERE, type, byDefault, mm2Default, meaning);
  }

  /** For flows; MM2 doesn't have it. */
  static <T> KeyDraft<T> own(String name, KeyType<T> type, String byDefault, String meaning) {
    return ofFlow(name, type, byDefault, "", meaning);
  }

  static KeyDraft<Boolean> flag(String name, String byDefault, String mm2Default, String meaning) {
    return ofFlow(name, KeyType.FLAG, byDefault, mm2Default, meaning);
  }

  static KeyDraft<Duration> seconds(
      String name, String byDefault, String mm2Default, String meaning) {
    return ofFlow(name, KeyType.SECONDS, byDefault, mm2Default, meaning);
  }

  static KeyDraft<List<Pattern>> patterns(String name, String byDefault, String meaning) {
    return ofFlow(name, KeyType.PATTERNS, byDefault, byDefault, meaning);
  }

  static KeyDraft<Short> factor(String name, String mm2Default, String meaning) {
    return ofFlow(name, KeyType.FACTOR, BROKER_DEFAULT, mm2Default, meaning);
  }

  /** One of MM2's own classes, which only the file names. */
  static KeyDraft<String> only(String name, String meaning, String... classes) {
    return new KeyDraft<>(
        name, Scope.FLOW, Origin.FILE, KeyType.choice(classes), classes[0], classes[0], meaning);
  }
}
