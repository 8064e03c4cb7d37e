package io.chappe.acceptance.switching;

import java.util.concurrent.ThreadLocalRandom;

/**
 * What a run may be told by system properties.
 *
 * @param seed of all that is random; {@code chappe.switches.seed}, chosen anew if not set
 * @param switches how often the application moves; {@code chappe.switches}, 6 if not set
 * @param allEvents whether there is an event of any kind before each move, or only a few that take
 *     little time; {@code chappe.switches.events}, {@code few} if it isn't {@code all}
 */
record SwitchSettings(long seed, int switches, boolean allEvents) {
  private static final int SHORT = 6;
  private static final long LARGEST_SEED = 1_000_000;

  static SwitchSettings fromSystemProperties() {
    Long seed = Long.getLong("chappe.switches.seed");
    return new SwitchSettings(
        seed == null ? ThreadLocalRandom.current().nextLong(LARGEST_SEED) : seed,
        Integer.getInteger("chappe.switches", SHORT),
        "all".equals(System.getProperty("chappe.switches.events")));
  }
}
