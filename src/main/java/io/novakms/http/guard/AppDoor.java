package io.novakms.http.guard;

import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.RateLimits;
import io.novakms.config.KmsConfig;
import io.novakms.registry.AppAuthorizer;
import io.novakms.registry.AppCaller;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;

/**
 * The way in for apps. What comes through it was sent by an instance that may call, and says
 * nothing of which app that is: the registry does.
 */
@Dependent
public class AppDoor {
  private final RequestGuard door;
  private final CallerPolicy<AppCaller> apps;
  private final BodyLimit bodies;

  /** The door that {@code door} keeps, for those whom {@code apps} knows. */
  @Inject
  public AppDoor(
      RequestGuard door,
      AppAuthorizer apps,
      RateLimits limits,
      ClientAddressResolver clients,
      KmsConfig config) {
    this.door = door;
    this.apps = CallerPolicy.apps(apps, limits.requests(), clients);
    this.bodies = BodyLimit.ofApps(config);
  }

  /** Answers a request for {@code action} whose body is an envelope. */
  public Response answer(
      HttpServletRequest request, String action, RequestGuard.Handler<AppCaller> route) {
    return door.answer(apps, action, new InboundRequest(request), bodies, route);
  }

  /** Answers a request for {@code action} whose body, if it has one, means nothing. */
  public Response answerBodiless(
      HttpServletRequest request, String action, RequestGuard.Handler<AppCaller> route) {
    return door.answer(apps, action, new InboundRequest(request), route);
  }
}
