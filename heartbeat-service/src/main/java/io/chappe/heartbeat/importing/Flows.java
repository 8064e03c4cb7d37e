package io.chappe.heartbeat.importing;

import io.chappe.config.keys.GroupKeys;
import io.chappe.config.keys.HeartbeatKeys;
import io.chappe.config.keys.TopicKeys;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.naming.FlowId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which connectors were given for each flow: what none is there for is off. */
final class Flows {
  private final Draft draft;
  private final Map<FlowId, Set<ConnectorKind>> connectors = new LinkedHashMap<>();

  Flows(Draft draft) {
    this.draft = draft;
  }

  void has(FlowId flow, ConnectorKind kind) {
    connectors.computeIfAbsent(flow, none -> EnumSet.noneOf(ConnectorKind.class)).add(kind);
    draft.cluster(flow.source());
    draft.cluster(flow.target());
  }

  void end() {
    connectors.forEach(this::end);
  }

  private void end(FlowId flow, Set<ConnectorKind> kinds) {
    if (kinds.contains(ConnectorKind.SOURCE)) {
      draft.setByDefault(flow + "." + TopicKeys.ENABLED.name(), "true");
    } else {
      draft.look(
          "%s has no MirrorSourceConnector: nothing is copied, so nothing can be translated; add its configuration and import again"
              .formatted(flow));
      draft.setByDefault(flow + "." + TopicKeys.ENABLED.name(), "false");
    }
    if (!kinds.contains(ConnectorKind.CHECKPOINT)) {
      switchOff(flow, GroupKeys.EMIT_CHECKPOINTS_ENABLED.name(), "MirrorCheckpointConnector");
      draft.setByDefault(flow + "." + GroupKeys.SYNC_GROUP_OFFSETS_ENABLED.name(), "false");
    }
    if (!kinds.contains(ConnectorKind.HEARTBEAT)) {
      switchOff(flow, HeartbeatKeys.EMIT_HEARTBEATS_ENABLED.name(), "MirrorHeartbeatConnector");
    }
  }

  private void switchOff(FlowId flow, String key, String connector) {
    draft.setByDefault(flow + "." + key, "false");
    draft.nothing("%s has no %s: %s is false, as it was".formatted(flow, connector, key));
  }
}
