package io.chappe.heartbeat.importing;

import io.chappe.config.keys.CopyKeys;
import io.chappe.config.keys.GroupKeys;
import io.chappe.config.keys.HeartbeatKeys;
import io.chappe.config.keys.TopicKeys;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.naming.FlowId;
import java.util.Optional;

/** Connectors that are paused or stopped. */
final class States {
  /** Carries the state among a connector's keys; no key of Connect. */
  static final String KEY = " state";

  private States() {}

  static void take(Draft draft, FlowId flow, ConnectorKind kind, Optional<String> state) {
    if (state.isEmpty() || state.get().equals("running")) {
      return;
    }
    String key =
        switch (kind) {
          case SOURCE ->
              state.get().equals("stopped") ? TopicKeys.ENABLED.name() : CopyKeys.PAUSED.name();
          case CHECKPOINT -> GroupKeys.EMIT_CHECKPOINTS_ENABLED.name();
          case HEARTBEAT -> HeartbeatKeys.EMIT_HEARTBEATS_ENABLED.name();
        };
    String value = key.equals(CopyKeys.PAUSED.name()) ? "true" : "false";
    draft.set(flow + "." + key, value, "the connector's state");
    if (kind == ConnectorKind.CHECKPOINT) {
      draft.set(
          flow + "." + GroupKeys.SYNC_GROUP_OFFSETS_ENABLED.name(),
          "false",
          "the connector's state");
    }
    draft.look(
        "%s: its %s is %s: %s is %s; change it to go on"
            .formatted(flow, kind.className(), state.get(), key, value));
  }
}
