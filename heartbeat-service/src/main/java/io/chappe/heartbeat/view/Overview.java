package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.config.ApiSettings;
import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.naming.FlowId;
import io.chappe.status.AppliedConfiguration;
import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * All of it at one moment.
 *
 * @param time the moment
 * @param home alias of the cluster with Chappe's own topics
 * @param clusters aliases of all clusters
 * @param access what may be done here: {@code read-only} or {@code read-write}
 * @param revision which configuration this instance runs
 * @param everyoneApplied whether all instances run that
 * @param health whether replication does well
 * @param flows the flows
 * @param instances the instances that are there, or were when {@code problem} began
 * @param changes the last changes of the configuration, the newest first
 * @param problem why the home cluster can't be asked, so that nobody knows what instances do now;
 *     null if it can
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "All of it at one moment.")
public record Overview(
    Instant time,
    String home,
    List<String> clusters,
    @Schema(enumeration = {"read-only", "read-write"}) String access,
    String revision,
    boolean everyoneApplied,
    Health health,
    List<FlowView> flows,
    List<InstanceView> instances,
    List<ChangeView> changes,
    String problem) {
  private static final int MOST_CHANGES = 20;

  /**
   * What is known.
   *
   * @param config what this instance runs
   * @param applied its name
   * @param instances the instances that are there
   * @param changes records of {@code chappe.config.internal}, the oldest first
   * @param lags how far the enabled flows are behind, by what their sources say
   * @param problem why the home cluster can't be asked, if so
   */
  public record Known(
      ChappeConfig config,
      AppliedConfiguration applied,
      List<InstanceStatus> instances,
      List<Change> changes,
      Map<FlowId, LagFigures> lags,
      Optional<String> problem) {

    /** Every flow that is configured or worked on, with its configuration if that is known. */
    public Map<FlowId, Optional<FlowConfig>> flows() {
      Map<FlowId, Optional<FlowConfig>> flows = new LinkedHashMap<>();
      config.flows().forEach(flow -> flows.put(flow.id(), Optional.of(flow)));
      instances.forEach(
          each -> each.flows().keySet().forEach(id -> flows.putIfAbsent(id, Optional.empty())));
      return flows;
    }

    /** A flow's topics. */
    public List<TopicView> topics(FlowId id) {
      return TopicView.of(
          id, flows().getOrDefault(id, Optional.empty()), instances, problem.isEmpty());
    }

    /** What became of the changes, the newest first. */
    public List<ChangeView> changeViews() {
      return ChangeView.all(changes, instances);
    }
  }

  private static FlowView flow(FlowId id, Optional<FlowConfig> configured, Known known) {
    return FlowView.of(
        id,
        configured,
        known.instances(),
        Optional.ofNullable(known.lags().get(id)),
        known.problem().isEmpty());
  }

  /** Draws the picture. */
  public static Overview of(Known known, Instant now) {
    List<FlowView> flows =
        known.flows().entrySet().stream()
            .map(each -> flow(each.getKey(), each.getValue(), known))
            .toList();
    ApiSettings api = known.config().api();
    return new Overview(
        now,
        known.config().home(),
        List.copyOf(known.config().clusters().keySet()),
        api.access().toString(),
        known.applied().revision(),
        known.instances().stream()
            .allMatch(each -> each.configuration().revision().equals(known.applied().revision())),
        Health.of(flows, known.instances()),
        flows,
        known.instances().stream().map(InstanceView::of).toList(),
        known.changeViews().stream().limit(MOST_CHANGES).toList(),
        known.problem().orElse(null));
  }
}
