package io.novakms.http.message;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Answers what JAX-RS refused before any resource was asked (404, 405, 406, 415 …). Headers that it
 * set, such as {@code Allow}, stay.
 */
@Provider
public class WebExceptionMapper implements ExceptionMapper<WebApplicationException> {
  @Override
  public Response toResponse(WebApplicationException error) {
    Response refused = error.getResponse();
    if (refused.getStatus() < 400) {
      return refused;
    }
    return Response.fromResponse(refused)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(Errors.body(refused.getStatus()))
        .build();
  }
}
