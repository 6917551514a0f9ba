package io.novakms.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.http.guard.AuthenticatedRequest;
import io.novakms.http.guard.RequestGuard;
import io.novakms.registry.AppCaller;
import io.novakms.store.DataRecord;
import io.novakms.sync.push.ReplicatedWrites;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /kms/data}: an app's values (protocol, section 6). */
@ApplicationScoped
@Tag(name = "apps")
@Path(DataResource.PATH)
public class DataResource {
  /** Where it is. */
  static final String PATH = "/kms/data";

  private final RequestGuard guard;
  private final AppData data;

  /** For the container's proxy, which calls no method of it. */
  public DataResource() {
    this(null, null);
  }

  /** A resource behind {@code guard} for what is in {@code data}. */
  @Inject
  public DataResource(RequestGuard guard, AppData data) {
    this.guard = guard;
    this.data = data;
  }

  /** Lists the keys of the app; or reads a value, where the query names its key. */
  @GET
  @Operation(
      operationId = "data.get",
      summary = "Lists the keys of the app; or reads a value, where the query names its key")
  @Parameter(
      name = "key",
      in = ParameterIn.QUERY,
      description =
          "The key of the value, percent-encoded; any key, also an empty or a long one that a node of"
              + " another kind has stored. Missing: all keys.",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(anyOf = {DataListResponse.class, DataReadResponse.class})))
  @APIResponse(
      responseCode = "404",
      description = "There is no value under this key: never written, deleted, or expired.")
  public Response get(@Context HttpServletRequest request) {
    String action = KeyInUri.isThere(request) ? "data.read" : "data.list";
    return guard.answerAppWithoutBody(
        request, action, authenticated -> listOrRead(authenticated, request));
  }

  /** Reads the value whose key is in the path. The key may hold slashes. */
  @GET
  @Path("{key: .+}")
  @Operation(
      operationId = "data.getByPath",
      summary = "Reads the value whose key is in the path",
      description = "Reads the value whose key is in the path. The key may hold slashes.")
  @Parameter(
      name = "key",
      in = ParameterIn.PATH,
      required = true,
      description =
          "The key of the value, percent-encoded; slashes may stand as they are. Keys that"
              + " servers rewrite, such as those with a part of nothing but dots, have to"
              + " be named as ?key=.",
      schema =
          @Schema(type = SchemaType.STRING, minLength = 1, maxLength = DataRecord.MAX_KEY_BYTES))
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DataReadResponse.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no value under this key: never written, deleted, or expired.")
  public Response getByPath(@Context HttpServletRequest request) {
    return get(request);
  }

  /** Writes a value. As many members as the write concern demands have it when it is answered. */
  @PUT
  @Operation(
      operationId = "data.put",
      summary = "Writes a value",
      description =
          "Writes a value. As many members as the write concern demands have it when it is answered;"
              + " the others get it at the same time, or when they can be reached.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DataWriteRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DataWriteResponse.class)))
  @APIResponse(
      responseCode = "507",
      description = "The app's storage is full; nothing has changed.")
  @APIResponse(
      responseCode = "503",
      description =
          "This node does not serve now; another may. The message begins with the reason. Or"
              + " `not_replicated`: too few members hold the write in time; it may survive, and"
              + " repeating it is safe.",
      extensions = @Extension(name = "x-codes", value = ReplicatedWrites.NOT_REPLICATED))
  public Response put(@Context HttpServletRequest request) {
    return guard.answerApp(request, "data.write", data::write);
  }

  /** Deletes a value. */
  @DELETE
  @Operation(operationId = "data.delete", summary = "Deletes a value")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DataDeleteRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DataDeleteResponse.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no value under this key: never written, deleted, or expired.")
  @APIResponse(
      responseCode = "503",
      description =
          "This node does not serve now; another may. The message begins with the reason. Or"
              + " `not_replicated`: too few members hold the deletion in time; it may survive, and"
              + " repeating it is safe.",
      extensions = @Extension(name = "x-codes", value = ReplicatedWrites.NOT_REPLICATED))
  public Response delete(@Context HttpServletRequest request) {
    return guard.answerApp(request, "data.delete", data::delete);
  }

  private JsonNode listOrRead(
      AuthenticatedRequest<AppCaller> authenticated, HttpServletRequest request) {
    return KeyInUri.of(request)
        .map(key -> data.read(authenticated, key))
        .orElseGet(() -> data.list(authenticated));
  }
}
