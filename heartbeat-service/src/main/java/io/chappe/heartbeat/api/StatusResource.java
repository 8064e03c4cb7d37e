package io.chappe.heartbeat.api;

import io.chappe.config.FlowConfig;
import io.chappe.heartbeat.api.problem.ProblemException;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.heartbeat.view.ChangeView;
import io.chappe.heartbeat.view.FlowState;
import io.chappe.heartbeat.view.FlowView;
import io.chappe.heartbeat.view.GroupView;
import io.chappe.heartbeat.view.InstanceView;
import io.chappe.heartbeat.view.Lookout;
import io.chappe.heartbeat.view.Overview;
import io.chappe.heartbeat.view.TopicView;
import io.chappe.naming.FlowId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How everything does. Nothing is changed by asking. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "status", description = "How everything does.")
public class StatusResource {
  private final Lookout lookout;

  StatusResource(Lookout lookout) {
    this.lookout = lookout;
  }

  /** Everything but single topics and groups. */
  @GET
  @Path("/overview")
  @Operation(summary = "Everything but single topics and groups")
  public Overview overview() {
    return lookout.overview();
  }

  /** The flows. */
  @GET
  @Path("/flows")
  @Operation(summary = "All flows")
  public List<FlowView> flows() {
    return lookout.overview().flows();
  }

  /** The topics of one flow, or of all. */
  @GET
  @Path("/topics")
  @Operation(
      summary = "Topics with their partitions, lag and owners",
      description = "An instance tells of 200 topics of a flow at most, those furthest behind.")
  public List<TopicView> topics(
      @Parameter(description = "Only of this flow.", example = "us->eu") @QueryParam("flow")
          String flow) {
    Overview.Known known = lookout.known();
    return known.flows().keySet().stream()
        .filter(id -> flow == null || id.equals(Names.flow(flow, known)))
        .flatMap(id -> known.topics(id).stream())
        .toList();
  }

  /** Consumer groups of one flow. */
  @GET
  @Path("/groups")
  @Operation(
      summary = "Consumer groups and their translated positions",
      description =
          "From the flow's newest checkpoints on the target. Without group: the first 500, without"
              + " their positions.")
  public GroupView.Groups groups(
      @Parameter(required = true, example = "us->eu") @QueryParam("flow") String flow,
      @Parameter(description = "One group, with its positions.") @QueryParam("group") String group,
      @Parameter(description = "Only groups whose name has that in it.") @QueryParam("text")
          String text)
      throws InterruptedException {
    Overview.Known known = lookout.known();
    FlowId id = Names.flow(flow, known);
    FlowConfig configured =
        known
            .flows()
            .get(id)
            .orElseThrow(
                () ->
                    ProblemException.notFound("flow", flow, "isn't configured for this instance"));
    return group == null
        ? lookout.groups(configured, Optional.ofNullable(text))
        : lookout.group(configured, group);
  }

  /** The instances of all services. */
  @GET
  @Path("/instances")
  @Operation(summary = "The instances that are there, and which configuration each runs")
  public List<InstanceView> instances() {
    return lookout.overview().instances();
  }

  /** What would be lost now. */
  @GET
  @Path("/recovery-point")
  @Operation(summary = "What would be lost if the source vanished now")
  public List<RecoveryPoint> recoveryPoint() {
    Overview.Known known = lookout.known();
    return lookout.overview().flows().stream().map(flow -> recoveryPoint(flow, known)).toList();
  }

  private static RecoveryPoint recoveryPoint(FlowView flow, Overview.Known known) {
    FlowId id = new FlowId(flow.source(), flow.target());
    LagFigures measured = known.lags().get(id);
    boolean told = flow.state() != FlowState.UNATTENDED && flow.state() != FlowState.UNKNOWN;
    if (!told && measured != null) {
      return RecoveryPoint.of(flow.flow(), measured);
    }
    return new RecoveryPoint(
        flow.flow(),
        flow.lagRecords(),
        flow.lagSeconds(),
        flow.lagUnknownPartitions(),
        known.topics(id).stream()
            .filter(TopicView::isBehind)
            .map(
                topic ->
                    new RecoveryPoint.OfTopic(
                        topic.topic(),
                        topic.lagRecords(),
                        topic.lagSeconds(),
                        topic.lagUnknownPartitions()))
            .toList());
  }

  /** The last changes. */
  @GET
  @Path("/changes")
  @Operation(summary = "The last changes of the configuration, the newest first")
  public List<ChangeView> changes() {
    return lookout.known().changeViews();
  }

  /** One change. */
  @GET
  @Path("/changes/{offset}")
  @Operation(summary = "A change, and whether every instance has applied it")
  public ChangeView change(@PathParam("offset") long offset) {
    return lookout.known().changeViews().stream()
        .filter(each -> each.offset() == offset)
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "offset",
                    Long.toString(offset),
                    "isn't among the last records of chappe.config.internal"));
  }
}
