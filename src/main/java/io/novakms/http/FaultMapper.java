package io.novakms.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;

/**
 * Answers whatever nobody expected: 500 without any detail. The log has it, under the id that the
 * caller gets.
 */
@Provider
public class FaultMapper implements ExceptionMapper<Throwable> {
  private static final System.Logger LOG = System.getLogger("io.novakms.http");

  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Throwable fault) {
    LOG.log(Level.ERROR, () -> "request " + RequestId.of(request) + " failed", fault);
    return Errors.answer(500, Errors.FAULT).build();
  }
}
