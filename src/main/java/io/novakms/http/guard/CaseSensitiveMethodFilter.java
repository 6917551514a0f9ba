package io.novakms.http.guard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;

/**
 * Takes the names of methods as they were sent (RFC 9110, section 9.1): {@code get} is not {@code
 * GET}, and no route has it. RESTEasy takes one for the other, and what stands before the node need
 * not.
 */
@Provider
@PreMatching
public class CaseSensitiveMethodFilter implements ContainerRequestFilter {
  private static final String OF_NO_ROUTE = "UNKNOWN";

  @Context private HttpServletRequest sent;

  @Override
  public void filter(ContainerRequestContext request) {
    String method = sent.getMethod();
    if (!method.equals(method.toUpperCase(Locale.ROOT))) {
      request.setMethod(OF_NO_ROUTE);
    }
  }
}
