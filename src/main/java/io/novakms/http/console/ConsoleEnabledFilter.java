package io.novakms.http.console;

import io.novakms.config.KmsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.PathSegment;
import jakarta.ws.rs.core.UriInfo;

/**
 * {@code KMS_CONSOLE=false}: answers every request for the console, of whatever method, as if there
 * were no such route. A request that is spelled so that it is not seen here finds the {@link
 * ConsoleResource} switched off all the same.
 */
@PreMatching
@ApplicationScoped
@jakarta.ws.rs.ext.Provider
public class ConsoleEnabledFilter implements ContainerRequestFilter {
  private final Provider<KmsConfig> config;

  /** For the container's proxy, which calls no method of it. */
  public ConsoleEnabledFilter() {
    this(null);
  }

  /** A switch that is where {@code config} has it. */
  @Inject
  public ConsoleEnabledFilter(Provider<KmsConfig> config) {
    this.config = config;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (isOurs(request.getUriInfo()) && !config.get().http().console()) {
      throw new NotFoundException();
    }
  }

  /**
   * By the first segment that there is, decoded and without matrix parameters, as JAX-RS looks for
   * routes; servers differ in slashes.
   */
  private static boolean isOurs(UriInfo uri) {
    return uri.getPathSegments(true).stream()
        .map(PathSegment::getPath)
        .filter(path -> !path.isEmpty())
        .findFirst()
        .filter(ConsoleResource.PATH.substring(1)::equals)
        .isPresent();
  }
}
