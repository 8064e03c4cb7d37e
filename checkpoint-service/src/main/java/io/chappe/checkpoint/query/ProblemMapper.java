package io.chappe.checkpoint.query;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Makes a problem the body of a response. */
@Provider
public class ProblemMapper implements ExceptionMapper<ProblemException> {
  static final String MEDIA_TYPE = "application/problem+json";

  @Override
  public Response toResponse(ProblemException exception) {
    Response.ResponseBuilder response =
        Response.status(exception.problem().status()).type(MEDIA_TYPE).entity(exception.problem());
    if (exception.retryAfterSeconds() > 0) {
      response.header(HttpHeaders.RETRY_AFTER, exception.retryAfterSeconds());
    }
    return response.build();
  }
}
