package io.novakms.http;

import io.novakms.config.KmsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/**
 * {@code KMS_CONSOLE=false}: answers every request for the console, of whatever method, as if there
 * were no such route.
 */
@PreMatching
@ApplicationScoped
@jakarta.ws.rs.ext.Provider
public class ConsoleSwitch implements ContainerRequestFilter {
  private final Provider<KmsConfig> config;

  /** For the container's proxy, which calls no method of it. */
  public ConsoleSwitch() {
    this(null);
  }

  /** A switch that is where {@code config} has it. */
  @Inject
  public ConsoleSwitch(Provider<KmsConfig> config) {
    this.config = config;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    // With or without a slash before it, as the server likes.
    String path = "/" + request.getUriInfo().getPath().replaceFirst("^/+", "");
    boolean ours = path.equals(ConsoleResource.PATH) || path.startsWith(ConsoleResource.PATH + "/");
    if (ours && !config.get().http().console()) {
      throw new NotFoundException();
    }
  }
}
