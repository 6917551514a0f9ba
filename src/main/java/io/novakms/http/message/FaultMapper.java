package io.novakms.http.message;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Answers an unexpected failure: 500 without any detail. The log has it, under the id that the
 * caller gets.
 */
@Provider
public class FaultMapper implements ExceptionMapper<Throwable> {
  @Override
  public Response toResponse(Throwable fault) {
    return Errors.fault(fault);
  }
}
