package io.chappe.heartbeat.api.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chappe.config.live.ShownOverride;
import io.chappe.config.loading.EffectiveConfiguration;
import io.chappe.control.LiveConfiguration;
import io.chappe.heartbeat.api.FlowDetail;
import io.chappe.heartbeat.api.Names;
import io.chappe.heartbeat.api.access.TokenAccess;
import io.chappe.heartbeat.api.problem.Problem;
import io.chappe.heartbeat.api.problem.ProblemMapper;
import io.chappe.heartbeat.view.FlowView;
import io.chappe.heartbeat.view.Lookout;
import io.chappe.heartbeat.view.Overview;
import io.chappe.naming.FlowId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The configuration, to read and to change. Who changes something shows a token; a change that
 * makes no sense is refused as a whole.
 */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "configuration", description = "The configuration, to read and to change.")
@SecurityScheme(
    securitySchemeName = "token",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description = "A token of api.token.file.")
public class ConfigurationResource {
  static final String DRY_RUN = "Only say what would come of it.";
  static final String IF_MATCH = "The revision that the change was made from.";
  private static final String REFUSED = "The change makes no sense; nothing was changed.";

  private final LiveConfiguration live;
  private final Lookout lookout;
  private final Changes changes;
  private final TokenAccess access;

  ConfigurationResource(
      LiveConfiguration live, Lookout lookout, Changes changes, TokenAccess access) {
    this.live = live;
    this.lookout = lookout;
    this.changes = changes;
    this.access = access;
  }

  /** The configuration as it runs. */
  @GET
  @Path("/configuration")
  @Operation(summary = "The configuration as it runs, and what is overridden; no secrets")
  public ConfigurationView configuration() {
    Map<String, JsonNode> overrides = new LinkedHashMap<>();
    live.sources()
        .overrides()
        .forEach((key, json) -> ShownOverride.of(key, json).ifPresent(o -> overrides.put(key, o)));
    Overview now = lookout.overview();
    return new ConfigurationView(
        now.revision(),
        now.everyoneApplied(),
        overrides,
        EffectiveConfiguration.lines(live.config()));
  }

  /** A flow from near. */
  @GET
  @Path("/flows/{flow}")
  @Operation(summary = "A flow with its topics and its configuration")
  public FlowDetail flow(@PathParam("flow") String flow) {
    Overview.Known known = lookout.known();
    FlowId id = Names.flow(flow, known);
    Overview now = lookout.overview();
    FlowView view =
        now.flows().stream().filter(each -> each.flow().equals(flow)).findFirst().orElseThrow();
    Map<String, String> properties = new LinkedHashMap<>();
    String prefix = flow + ".";
    for (String line : EffectiveConfiguration.lines(known.config())) {
      int equals = line.indexOf('=');
      if (line.startsWith(prefix)) {
        properties.put(line.substring(prefix.length(), equals), line.substring(equals + 1));
      }
    }
    JsonNode override =
        Optional.ofNullable(live.sources().overrides().get(flow))
            .<JsonNode>flatMap(json -> ShownOverride.of(flow, json))
            .orElseGet(JsonNodeFactory.instance::objectNode);
    return new FlowDetail(view, known.topics(id), properties, override, now.revision());
  }

  /** Sets the whole override of a key. */
  @PUT
  @Path("/configuration/{key}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Replace the override of a flow, a cluster or *")
  @SecurityRequirement(name = "token")
  @APIResponse(
      responseCode = "200",
      description = "Written; ask /api/changes/<offset> for what becomes of it.",
      content = @Content(schema = @Schema(implementation = ChangeAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description = REFUSED,
      content =
          @Content(
              mediaType = ProblemMapper.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public ChangeAnswer replace(
      @PathParam("key") String key,
      @Parameter(description = DRY_RUN) @QueryParam("dryRun") boolean dryRun,
      @Parameter(description = IF_MATCH) @HeaderParam("If-Match") String revision,
      @Parameter(hidden = true) @HeaderParam("Authorization") String authorization,
      @RequestBody(
              description = "Properties and their values, as in chappe.config.internal.",
              content = @Content(schema = @Schema(implementation = Map.class)))
          String body)
      throws InterruptedException {
    String by = access.checkChange(authorization);
    return make(by, key, new ConfigurationEdit.Replace(body), revision, dryRun);
  }

  /** Sets some properties, and takes others back. */
  @PATCH
  @Path("/configuration/{key}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Set some properties of a flow, a cluster or *, and take others back")
  @SecurityRequirement(name = "token")
  @APIResponse(
      responseCode = "200",
      description = "Written; ask /api/changes/<offset> for what becomes of it.",
      content = @Content(schema = @Schema(implementation = ChangeAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description = REFUSED,
      content =
          @Content(
              mediaType = ProblemMapper.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public ChangeAnswer change(
      @PathParam("key") String key,
      @Parameter(description = DRY_RUN) @QueryParam("dryRun") boolean dryRun,
      @Parameter(description = IF_MATCH) @HeaderParam("If-Match") String revision,
      @Parameter(hidden = true) @HeaderParam("Authorization") String authorization,
      @RequestBody(content = @Content(schema = @Schema(implementation = PropertiesBody.class)))
          String body)
      throws InterruptedException {
    String by = access.checkChange(authorization);
    return make(by, key, PropertiesBody.read(body), revision, dryRun);
  }

  /** Takes an override back. */
  @DELETE
  @Path("/configuration/{key}")
  @Operation(summary = "Take the override of a flow, a cluster or * back")
  @SecurityRequirement(name = "token")
  public ChangeAnswer remove(
      @PathParam("key") String key,
      @Parameter(description = DRY_RUN) @QueryParam("dryRun") boolean dryRun,
      @Parameter(description = IF_MATCH) @HeaderParam("If-Match") String revision,
      @Parameter(hidden = true) @HeaderParam("Authorization") String authorization)
      throws InterruptedException {
    String by = access.checkChange(authorization);
    return make(by, key, new ConfigurationEdit.Remove(), revision, dryRun);
  }

  /** Pauses a flow. */
  @POST
  @Path("/flows/{flow}/pause")
  @Operation(summary = "Pause a flow")
  @SecurityRequirement(name = "token")
  public ChangeAnswer pause(
      @PathParam("flow") String flow,
      @Parameter(description = DRY_RUN) @QueryParam("dryRun") boolean dryRun,
      @Parameter(description = IF_MATCH) @HeaderParam("If-Match") String revision,
      @Parameter(hidden = true) @HeaderParam("Authorization") String authorization)
      throws InterruptedException {
    String by = access.checkChange(authorization);
    FlowId id = Names.flow(flow, lookout.known());
    ConfigurationEdit pause =
        new ConfigurationEdit.Properties(Map.of("paused", BooleanNode.TRUE), List.of());
    return make(by, id.toString(), pause, revision, dryRun);
  }

  /** Has a flow go on. */
  @POST
  @Path("/flows/{flow}/resume")
  @Operation(summary = "Have a paused flow go on")
  @SecurityRequirement(name = "token")
  public ChangeAnswer resume(
      @PathParam("flow") String flow,
      @Parameter(description = DRY_RUN) @QueryParam("dryRun") boolean dryRun,
      @Parameter(description = IF_MATCH) @HeaderParam("If-Match") String revision,
      @Parameter(hidden = true) @HeaderParam("Authorization") String authorization)
      throws InterruptedException {
    String by = access.checkChange(authorization);
    FlowId id = Names.flow(flow, lookout.known());
    return make(by, id.toString(), changes.resumption(id), revision, dryRun);
  }

  private ChangeAnswer make(
      String by, String key, ConfigurationEdit edit, String revision, boolean dryRun)
      throws InterruptedException {
    Changes.Wish wish = new Changes.Wish(key, edit, Changes.revision(revision), by, dryRun);
    return ChangeAnswer.of(changes.make(wish), dryRun, lookout.known().instances());
  }
}
