package io.novakms.http.guard;

import io.novakms.auth.ClientAddressResolver;
import io.novakms.diagnostics.LogContext;
import io.novakms.http.message.RequestId;
import io.novakms.metrics.NodeMetrics;
import io.novakms.metrics.RequestMeters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Wraps the handling of every request that reaches this application: gives it its id, with which
 * every log line begins meanwhile, and measures it.
 */
public class RequestContextFilter implements Filter {
  @Inject private Provider<NodeMetrics> metrics;
  @Inject private Provider<ClientAddressResolver> clients;

  /** For the container, which injects. */
  public RequestContextFilter() {}

  /** For use without a container. */
  public RequestContextFilter(
      Provider<NodeMetrics> metrics, Provider<ClientAddressResolver> clients) {
    this.metrics = metrics;
    this.clients = clients;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    LogContext.Scope scope = LogContext.request(RequestId.of(asked, clients.get())).enter();
    try {
      if (request.getDispatcherType() == DispatcherType.REQUEST) {
        measured(asked, (HttpServletResponse) response, rest);
      } else {
        // The error page of a request that is measured already.
        rest.doFilter(request, response);
      }
    } finally {
      scope.leave();
    }
  }

  private void measured(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
      throws IOException, ServletException {
    RequestMeters meters = metrics.get().requests();
    long start = meters.now();
    boolean answered = false;
    try {
      rest.doFilter(request, response);
      answered = true;
    } finally {
      // The server answers an uncaught exception with 500.
      int status = answered ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      meters.record(request.getMethod(), RouteTemplate.of(request), status, start);
    }
  }
}
