package io.novakms.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.audit.AuditEvent.Target;
import io.novakms.http.guard.AuthenticatedRequest;
import io.novakms.http.guard.RequestGuard;
import io.novakms.http.message.Json;
import io.novakms.http.openapi.Caller;
import io.novakms.http.openapi.Contract;
import io.novakms.model.AppId;
import io.novakms.registry.AppCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Base64;

/**
 * {@code POST /kms/derive}: the same key of the same app on every node (protocol, sections 3, 6).
 *
 * <p>It does not declare which media types it takes and gives, here as at {@link DataResource}: a
 * server would look at those first, and a closed gate comes before everything.
 */
@ApplicationScoped
@Path("/kms/derive")
public class DeriveResource {
  private final RequestGuard guard;

  /** For the container's proxy, which calls no method of it. */
  public DeriveResource() {
    this(null);
  }

  /** A resource behind {@code guard}. */
  @Inject
  public DeriveResource(RequestGuard guard) {
    this.guard = guard;
  }

  /** Derives one key of the app: the same on every node. */
  @POST
  @Contract(
      caller = Caller.APP,
      takes = DeriveRequest.class,
      gives = AppAnswers.DerivedKey.class,
      limited = true,
      badRequestCodes = DeriveRequest.RESERVED)
  public Response derive(@Context HttpServletRequest request) {
    return guard.answerApp(request, "derive", DeriveResource::answer);
  }

  private static JsonNode answer(AuthenticatedRequest<AppCaller> request) {
    AppId app = request.caller().appId();
    DeriveRequest asked = DeriveRequest.of(request.body());
    request.audit().target(Target.path(asked.path()));
    byte[] key = request.secret().keys().derive(app, asked.path(), asked.context(), asked.length());
    return Json.tree(
        new AppAnswers.DerivedKey(
            app.value(), asked.path(), Base64.getEncoder().encodeToString(key), key.length));
  }
}
