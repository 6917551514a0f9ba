package io.novakms.http.api;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;

/**
 * Leads a read of a key that JAX-RS would change to the route for reads. RESTEasy takes a slash off
 * the end of a path before it looks for a route, and finds none for the key {@code /}; segments of
 * dots may be resolved. Which key it is, {@link KeyInUri} reads from the URI as it was sent,
 * whatever the route.
 */
@Provider
@PreMatching
public class TrailingSlashFilter implements ContainerRequestFilter {
  private static final String BELOW = DataResource.PATH + "/";
  private static final Pattern CHANGED =
      Pattern.compile("/$|/(\\.|%2e)+(/|%2f|$)|%2f(\\.|%2e)+|%5c|%00", Pattern.CASE_INSENSITIVE);

  @Override
  public void filter(ContainerRequestContext request) {
    UriInfo uri = request.getUriInfo();
    String path = uri.getRequestUri().getRawPath();
    boolean isRead = request.getMethod().equals(HttpMethod.GET);
    if (isRead && path.startsWith(BELOW) && CHANGED.matcher(path).find()) {
      request.setRequestUri(uri.getBaseUriBuilder().path(DataResource.PATH).build());
    }
  }
}
