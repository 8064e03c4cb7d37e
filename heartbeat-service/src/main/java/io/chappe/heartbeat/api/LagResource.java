package io.chappe.heartbeat.api;

import io.chappe.config.FlowConfig;
import io.chappe.heartbeat.api.problem.ProblemException;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.heartbeat.view.Lookout;
import io.chappe.heartbeat.view.Overview;
import io.chappe.naming.FlowId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How far a flow is behind, whether or not anybody copies. Nothing is changed by asking. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "status", description = "How everything does.")
public class LagResource {
  private final Lookout lookout;

  LagResource(Lookout lookout) {
    this.lookout = lookout;
  }

  /** For people: what isn't known is left out. */
  @GET
  @Path("/flows/{flow}/lag")
  @Operation(
      summary = "How far a flow is behind, whether or not a replicator runs",
      description =
          "By the ends of the source's partitions and the positions that replicators have"
              + " committed. What isn't known is left out, and unknownSince says since when.")
  public LagView lag(@Parameter(example = "us->eu") @PathParam("flow") String flow) {
    FlowId id = Names.flow(flow, lookout.known());
    return LagView.of(
        flow,
        lookout
            .lag(id)
            .orElseThrow(() -> ProblemException.notFound("flow", flow, "isn't enabled")));
  }

  /** For autoscalers: a number, or an error, so that what they do without one applies. */
  @GET
  @Path("/flows/{flow}/copyable-records")
  @Operation(
      summary = "How many records more replicators could copy: for autoscalers",
      description =
          "0 for a flow that is paused or not enabled. 503 while the source doesn't tell, never a"
              + " number that may be too low.")
  @APIResponse(responseCode = "200", description = "It is known of every partition.")
  @APIResponse(responseCode = "503", description = "It isn't known.")
  public Copyable copyable(@Parameter(example = "us->eu") @PathParam("flow") String flow) {
    Overview.Known known = lookout.known();
    FlowId id = Names.flow(flow, known);
    boolean enabled = known.flows().get(id).map(FlowConfig::enabled).orElse(true);
    return copyable(id, enabled, lookout.lag(id));
  }

  static Copyable copyable(FlowId id, boolean enabled, Optional<LagFigures> figures) {
    OptionalLong records =
        enabled
            ? figures.map(LagFigures::copyable).orElseGet(OptionalLong::empty)
            : OptionalLong.of(0);
    return new Copyable(id.toString(), records.orElseThrow(() -> unknown(id)));
  }

  private static ProblemException unknown(FlowId flow) {
    return ProblemException.unavailable(
        "%s doesn't tell now how far %s is behind: GET /api/flows/%s/lag says since when, and of how many partitions"
            .formatted(flow.source(), flow, flow.toString().replace(">", "%3E")));
  }
}
