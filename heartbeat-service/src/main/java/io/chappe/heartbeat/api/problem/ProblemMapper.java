package io.chappe.heartbeat.api.problem;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/** Makes a problem the body of a response. */
@Provider
public class ProblemMapper implements ExceptionMapper<ProblemException> {
  public static final String MEDIA_TYPE = "application/problem+json";
  private static final String RETRY_SECONDS = "5";

  @Override
  public Response toResponse(ProblemException exception) {
    int status = exception.problem().status();
    Response.ResponseBuilder response =
        Response.status(status).type(MEDIA_TYPE).entity(exception.problem());
    headers(status).forEach(response::header);
    return response.build();
  }

  /** What goes with a status. */
  public static Map<String, String> headers(int status) {
    return switch (status) {
      case ProblemException.UNAVAILABLE -> Map.of(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      case ProblemException.UNAUTHORIZED -> Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      default -> Map.of();
    };
  }
}
