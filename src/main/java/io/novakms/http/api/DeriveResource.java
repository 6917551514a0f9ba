package io.novakms.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.audit.AuditEvent.Target;
import io.novakms.http.guard.AuthenticatedRequest;
import io.novakms.http.guard.RequestGuard;
import io.novakms.http.message.Json;
import io.novakms.model.AppId;
import io.novakms.registry.AppCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code POST /kms/derive}: the same key of the same app on every node (protocol, sections 3, 6).
 *
 * <p>It does not declare which media types it takes and gives, here as at {@link DataResource}: a
 * server would look at those first, and a closed gate comes before everything.
 */
@ApplicationScoped
@Tag(name = "apps")
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
  @Operation(operationId = "derive", summary = "Derives one key of the app: the same on every node")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DeriveRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DeriveResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "The request is malformed: the message names what is wrong.",
      extensions = @Extension(name = "x-codes", value = DeriveRequest.RESERVED))
  public Response derive(@Context HttpServletRequest request) {
    return guard.answerApp(request, "derive", DeriveResource::answer);
  }

  private static JsonNode answer(AuthenticatedRequest<AppCaller> request) {
    AppId app = request.caller().appId();
    DeriveRequest asked = DeriveRequest.of(request.body());
    request.audit().target(Target.path(asked.path()));
    byte[] key = request.secret().keys().derive(app, asked.path(), asked.context(), asked.length());
    return Json.tree(DeriveResponse.of(app, asked.path(), key));
  }
}
