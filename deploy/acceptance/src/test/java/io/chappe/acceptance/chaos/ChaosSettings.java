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

  private static final long SHORT_SECONDS = 75;
  private static final long LARGEST_SEED = 1_000_000;

  static ChaosSettings fromSystemProperties() {
    Long seed = Long.getLong("chappe.chaos.seed");
    return new ChaosSettings(
        seed == null ? ThreadLocalRandom.current().nextLong(LARGEST_SEED) : seed,
        Duration.ofSeconds(Long.getLong("chappe.chaos.seconds", SHORT_SECONDS)));
  }
}
