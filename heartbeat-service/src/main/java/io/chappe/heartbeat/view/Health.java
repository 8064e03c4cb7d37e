package io.chappe.heartbeat.view;

import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whether replication does well.
 *
 * @param state that of the flow that needs most concern
 * @param flows names of the flows in that state
 * @param troubles what doesn't work now
 */
@RegisterForReflection
@Schema(description = "Whether replication does well.")
public record Health(FlowState state, List<String> flows, List<Trouble> troubles) {

  static Health of(List<FlowView> flows, List<InstanceStatus> instances) {
    FlowState worst =
        flows.stream()
            .map(FlowView::state)
            .max(Comparator.naturalOrder())
            .orElse(FlowState.RUNNING);
    List<Trouble> troubles = new ArrayList<>();
    flows.forEach(
        flow -> flow.errors().stream().filter(each -> !each.over()).forEach(troubles::add));
    for (InstanceStatus each : instances) {
      for (Map.Entry<String, List<String>> refused : each.configuration().refused().entrySet()) {
        for (String problem : refused.getValue()) {
          String text = "refuses a change (" + refused.getKey() + "): " + problem;
          troubles.add(
              new Trouble(null, each.service(), each.instance(), text, List.of(), null, false));
        }
      }
    }
    return new Health(
        worst,
        flows.stream().filter(flow -> flow.state() == worst).map(FlowView::flow).toList(),
        List.copyOf(troubles));
  }
}
