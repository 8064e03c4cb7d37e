package io.chappe.acceptance.switching;

import java.util.Map;

/** As what kind of member of its group the application reads. */
enum Member {
  CLASSIC,
  STATIC_CLASSIC,
  CONSUMER,
  STATIC_CONSUMER;

  /** Its name in the group, where it is static. */
  static final String INSTANCE = "the-only-one";

  // The least that brokers take by default.
  private static final int SESSION_MS = 6_000;

  /** What the consumer is told. */
  Map<String, Object> settings() {
    return switch (this) {
      case CLASSIC -> Map.of("group.protocol", "classic");
      case STATIC_CLASSIC ->
          Map.of(
              "group.protocol",
              "classic",
              "group.instance.id",
              INSTANCE,
              "session.timeout.ms",
              SESSION_MS,
              "heartbeat.interval.ms",
              SESSION_MS / 3);
      case CONSUMER -> Map.of("group.protocol", "consumer");
      case STATIC_CONSUMER -> Map.of("group.protocol", "consumer", "group.instance.id", INSTANCE);
    };
  }

  /**
   * Whether an administrator removes it when the application has ended: a static member stays until
   * its session is over, with the new protocol for 45 s at least.
   */
  boolean isRemovedByHand() {
    return this == STATIC_CONSUMER;
  }
}
