package io.novakms.http.guard;

import io.novakms.metrics.RequestMeters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells which route a request took, as the route is declared, and never as it was asked for: so
 * there are only as many as the application has.
 */
@Provider
public class RouteTemplate implements ContainerRequestFilter {
  private static final String ATTRIBUTE = "io.novakms.http.route";
  private static final Pattern EXPRESSION = Pattern.compile("\\{\\s*(\\w+)\\s*:[^}]*}");
  private static final Pattern SLASHES = Pattern.compile("/{2,}");

  private final ConcurrentMap<Method, String> known = new ConcurrentHashMap<>();

  @Context private ResourceInfo resource;

  /** Called where JAX-RS has found a route: notes its template. */
  @Override
  public void filter(ContainerRequestContext request) {
    Method method = resource.getResourceMethod();
    if (method != null) {
      request.setProperty(ATTRIBUTE, known.computeIfAbsent(method, RouteTemplate::template));
    }
  }

  /**
   * The route that {@code request} took: a template such as {@code /kms/data/{key}}, or the pattern
   * of a servlet other than JAX-RS's, or that there is none.
   */
  static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String template) {
      return template;
    }
    String pattern = request.getHttpServletMapping().getPattern();
    boolean isOfAServlet = pattern != null && !pattern.isEmpty() && !pattern.matches("/\\*?");
    return isOfAServlet ? pattern : RequestMeters.UNMATCHED;
  }

  private static String template(Method method) {
    String path =
        Stream.of(
                method.getDeclaringClass().getAnnotation(Path.class),
                method.getAnnotation(Path.class))
            .map(part -> part == null ? "" : "/" + part.value())
            .collect(Collectors.joining());
    return SLASHES.matcher(EXPRESSION.matcher(path).replaceAll("{$1}")).replaceAll("/");
  }
}
