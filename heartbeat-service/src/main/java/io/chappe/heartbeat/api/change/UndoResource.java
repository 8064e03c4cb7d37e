package io.chappe.heartbeat.api.change;

import io.chappe.heartbeat.api.access.TokenAccess;
import io.chappe.heartbeat.api.problem.Problem;
import io.chappe.heartbeat.api.problem.ProblemException;
import io.chappe.heartbeat.view.Change;
import io.chappe.heartbeat.view.Lookout;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Writes what a key held before its last change, values that aren't shown included. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "configuration")
public class UndoResource {
  private final Lookout lookout;
  private final Changes changes;
  private final TokenAccess access;

  UndoResource(Lookout lookout, Changes changes, TokenAccess access) {
    this.lookout = lookout;
    this.changes = changes;
    this.access = access;
  }

  /** Undoes a change. */
  @POST
  @Path("/changes/{offset}/undo")
  @Operation(
      summary = "Undo the last change of a key: write what it held before",
      description = "412 if the key was changed again, or if compaction has taken that away.")
  @SecurityRequirement(name = "token")
  public ChangeAnswer undo(
      @PathParam("offset") long offset,
      @Parameter(description = ConfigurationResource.DRY_RUN) @QueryParam("dryRun") boolean dryRun,
      @Parameter(description = ConfigurationResource.IF_MATCH) @HeaderParam("If-Match")
          String revision,
      @Parameter(hidden = true) @HeaderParam("Authorization") String authorization)
      throws InterruptedException {
    String by = access.checkChange(authorization);
    Change change = undoable(lookout.known().changes(), offset);
    ConfigurationEdit edit =
        new ConfigurationEdit.Undo(
            Long.toString(offset), change.json().flatMap(Changes::object), change.before().json());
    Changes.Wish wish =
        new Changes.Wish(change.key(), edit, Changes.revision(revision), by, dryRun);
    return ChangeAnswer.of(changes.make(wish), dryRun, lookout.known().instances());
  }

  static Change undoable(List<Change> oldestFirst, long offset) {
    String shown = Long.toString(offset);
    Change change =
        oldestFirst.stream()
            .filter(each -> each.offset() == offset)
            .findFirst()
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "offset", shown, "isn't among the last records of chappe.config.internal"));
    Optional<Change> later =
        oldestFirst.reversed().stream()
            .filter(each -> each.offset() > offset && each.key().equals(change.key()))
            .findFirst();
    if (later.isPresent()) {
      throw cannot(
          shown,
          "%s was changed again, at offset %d: undo that"
              .formatted(change.key(), later.get().offset()));
    } else if (!change.before().known()) {
      throw cannot(shown, "what %s held before isn't known any more".formatted(change.key()));
    }
    return change;
  }

  private static ProblemException cannot(String offset, String why) {
    return ProblemException.of(
        ProblemException.PRECONDITION_FAILED,
        "Can't be undone",
        List.of(Problem.Error.of("offset", offset, why)));
  }
}
