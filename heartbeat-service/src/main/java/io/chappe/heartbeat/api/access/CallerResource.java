package io.chappe.heartbeat.api.access;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells callers who they are by their token. */
@Path("/api/caller")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "configuration")
public class CallerResource {
  private final TokenAccess access;

  CallerResource(TokenAccess access) {
    this.access = access;
  }

  /**
   * Who calls.
   *
   * @param name the name of the token
   * @param mayChange whether it allows changes, and they are on
   */
  @RegisterForReflection
  @Schema(name = "Caller", description = "Who calls, by the token.")
  public record View(String name, boolean mayChange) {}

  /** Whose the token is. */
  @GET
  @Operation(summary = "Whose the token is, and whether it allows changes")
  @SecurityRequirement(name = "token")
  public View caller(@Parameter(hidden = true) @HeaderParam("Authorization") String authorization) {
    Tokens.Caller caller = access.caller(authorization);
    return new View(caller.name(), access.mayChange(caller));
  }
}
