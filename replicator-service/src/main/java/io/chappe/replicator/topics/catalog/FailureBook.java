package io.chappe.replicator.topics.catalog;

import io.chappe.failure.Failure;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Remembers what fails and why, so that a failure is logged once for each reason and tried again
 * with growing pauses. Not thread-safe.
 *
 * @param <K> what can fail
 */
public final class FailureBook<K> {
  public static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private record Trouble(Failure failure, Duration pause, long since) {}

  private final Map<K, Trouble> failures = new HashMap<>();
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a clock as {@link System#nanoTime()}
   */
  public FailureBook(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether it may be tried now: it did not fail, or its pause is over. */
  public boolean isDue(K key) {
    Trouble trouble = failures.get(key);
    return trouble == null || nanoTime.getAsLong() - trouble.since >= trouble.pause.toNanos();
  }

  public boolean contains(K key) {
    return failures.containsKey(key);
  }

  /** Notes a failure; true if what it says is new, so worth a log line. */
  public boolean failed(K key, Failure failure) {
    Trouble before = failures.get(key);
    Duration pause = before == null ? FIRST_PAUSE : shorter(before.pause.multipliedBy(2));
    failures.put(key, new Trouble(failure, pause, nanoTime.getAsLong()));
    return before == null || !before.failure.equals(failure);
  }

  /** Forgets the failure; true if there was one. */
  public boolean succeeded(K key) {
    return failures.remove(key) != null;
  }

  /** Forgets everything that is not in {@code keys}. */
  public void retain(Collection<K> keys) {
    failures.keySet().retainAll(keys);
  }

  /** What fails. */
  public Map<K, Failure> failures() {
    return failures.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().failure));
  }

  private static Duration shorter(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
