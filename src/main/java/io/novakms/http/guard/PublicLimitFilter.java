package io.novakms.http.guard;

import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.RateLimits;
import io.novakms.model.KmsException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;

/** Counts the requests of a client for the routes that are {@link PubliclyLimited}. */
@jakarta.ws.rs.ext.Provider
@PubliclyLimited
public class PublicLimitFilter implements ContainerRequestFilter {
  private final Provider<RateLimits> limits;
  private final Provider<ClientAddressResolver> clients;

  @Context private HttpServletRequest sent;

  /** For the container's proxy, which calls no method of it. */
  public PublicLimitFilter() {
    this(null, null);
  }

  /** Limits what {@code limits} says. */
  @Inject
  public PublicLimitFilter(Provider<RateLimits> limits, Provider<ClientAddressResolver> clients) {
    this.limits = limits;
    this.clients = clients;
  }

  /**
   * Counts one request.
   *
   * @throws KmsException RATE_LIMITED where it is one too many
   */
  @Override
  public void filter(ContainerRequestContext request) {
    limits.get().looks().check(new InboundRequest(sent).client(clients.get()));
  }
}
