package io.chappe.heartbeat.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Makes a problem the body of a response. */
@Provider
public class ProblemMapper implements ExceptionMapper<ProblemException> {
  static final String MEDIA_TYPE = "application/problem+json";
  private static final int RETRY_SECONDS = 5;

  @Override
  public Response toResponse(ProblemException exception) {
    int status = exception.problem().status();
    Response.ResponseBuilder response =
        Response.status(status).type(MEDIA_TYPE).entity(exception.problem());
    if (status == ProblemException.UNAVAILABLE) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    } else if (status == ProblemException.UNAUTHORIZED) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    return response.build();
  }
}
