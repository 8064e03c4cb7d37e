package io.chappe.acceptance.chaos;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a run may be told by system properties.
 *
 * @param seed of all that is random; {@code chappe.chaos.seed}, chosen anew if not set
 * @param duration of the faults; {@code chappe.chaos.seconds}, 75 if not set
 */
record ChaosSettings(long seed, Duration duration) {
  /** A run goes on beyond its duration until it had as many faults as this. */
  static final int FEWEST_FAULTS = 10;

  /** How long a partition stands still that was stopped, and some more. */
  private static final Duration STOPPED = Duration.ofSeconds(35);

  private static final Duration LONGEST_MEMORY = Duration.ofSeconds(60);
  private static final int SHORTEST_REFUSAL_MS = 1_000;
  private static final int LONGEST_REFUSAL_MS = 40_000;
  private static final int SHORTEST_LONG_PAUSE_MS = 12_000;
  private static final int LONGEST_LONG_PAUSE_MS = 60_000;

  private static final long SHORT_SECONDS = 75;
  private static final long LARGEST_SEED = 1_000_000;

  static ChaosSettings fromSystemProperties() {
    Long seed = Long.getLong("chappe.chaos.seed");
    return new ChaosSettings(
        seed == null ? ThreadLocalRandom.current().nextLong(LARGEST_SEED) : seed,
        Duration.ofSeconds(Long.getLong("chappe.chaos.seconds", SHORT_SECONDS)));
  }

  /** How long the target's brokers remember a producer id that doesn't write. */
  Duration remembered() {
    Duration fifth = duration.dividedBy(5);
    return fifth.compareTo(LONGEST_MEMORY) < 0 ? fifth : LONGEST_MEMORY;
  }

  /** The most epochs that a partition has left at the start: they run out during the run. */
  int mostEpochsLeft() {
    return 3 + (int) (duration.toSeconds() / 30);
  }

  /** From then on no partition is stopped, so that all go on again before the end. */
  Duration lastStop() {
    return duration.minus(STOPPED);
  }

  /** Whether there is time for a partition to stop for twice as long as the shortest. */
  boolean isLong() {
    return duration.compareTo(STOPPED.multipliedBy(4)) > 0;
  }

  /**
   * How long a record may be refused at most: in long runs beyond the 30 s after which a stopped
   * partition is tried again.
   */
  Duration longestRefusal() {
    return Duration.ofMillis(
        Math.clamp(duration.toMillis() / 8, SHORTEST_REFUSAL_MS, LONGEST_REFUSAL_MS));
  }

  /** Pauses between faults that stop partitions: these stand still for 30 s each time. */
  FaultTrack.Pauses betweenStops() {
    int longest = (int) (duration.toMillis() / 20);
    return new FaultTrack.Pauses(
        4_000, Math.clamp(longest, SHORTEST_LONG_PAUSE_MS, LONGEST_LONG_PAUSE_MS));
  }
}
