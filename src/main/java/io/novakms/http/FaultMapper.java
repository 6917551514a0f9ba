package io.novakms.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Answers whatever nobody expected: 500 without any detail. The log has it, under the id that the
 * caller gets.
 */
@Provider
public class FaultMapper implements ExceptionMapper<Throwable> {
  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Throwable fault) {
    return Errors.fault(fault, request);
  }
}
