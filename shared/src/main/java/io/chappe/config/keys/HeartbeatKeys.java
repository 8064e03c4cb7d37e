package io.chappe.config.keys;

import static io.chappe.config.keys.KeyDraft.factor;
import static io.chappe.config.keys.KeyDraft.flag;
import static io.chappe.config.keys.KeyDraft.seconds;

import java.time.Duration;

/** Heartbeats, and whether they are replicated. */
public final class HeartbeatKeys {
  public static final KeyDefinition<Boolean> EMIT_HEARTBEATS_ENABLED =
      flag("emit.heartbeats.enabled", "true", "true", "Emit heartbeats, for enabled flows only.")
          .live();

  public static final KeyDefinition<Duration> EMIT_HEARTBEATS_INTERVAL =
      seconds("emit.heartbeats.interval.seconds", "1", "1", "Time between two heartbeats.").live();

  public static final KeyDefinition<Boolean> HEARTBEATS_REPLICATION_ENABLED =
      flag(
              "heartbeats.replication.enabled",
              "true",
              "true",
              "Replicate heartbeats topics even if `topics` leaves them out.")
          .live();

  public static final KeyDefinition<Short> HEARTBEATS_FACTOR =
      factor(
              "heartbeats.topic.replication.factor",
              "3",
              "Replication factor of `heartbeats` topics.")
          .live();

  private HeartbeatKeys() {}
}
