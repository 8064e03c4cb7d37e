package io.chappe.replicator.topics.catalog;

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

  private record Failure(String reason, Duration pause, long since) {}

  private final Map<K, Failure> failures = new HashMap<>();
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a clock as {@link System#nanoTime()}
   */
  public FailureBook(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether it may be tried now: it did not fail, or its pause is over. */
  public boolean isDue(K key) {
    Failure failure = failures.get(key);
    return failure == null || nanoTime.getAsLong() - failure.since >= failure.pause.toNanos();
  }

  public boolean contains(K key) {
    return failures.containsKey(key);
  }

  /** Notes a failure; true if the reason is new, so worth a log line. */
  public boolean failed(K key, String reason) {
    Failure before = failures.get(key);
    Duration pause = before == null ? FIRST_PAUSE : shorter(before.pause.multipliedBy(2));
    failures.put(key, new Failure(reason, pause, nanoTime.getAsLong()));
    return before == null || !before.reason.equals(reason);
  }

  /** Forgets the failure; true if there was one. */
  public boolean succeeded(K key) {
    return failures.remove(key) != null;
  }

  /** Forgets everything that is not in {@code keys}. */
  public void retain(Collection<K> keys) {
    failures.keySet().retainAll(keys);
  }

  public Map<K, String> reasons() {
    return failures.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().reason));
  }

  private static Duration shorter(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
