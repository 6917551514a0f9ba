package io.novakms.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.http.guard.AuthenticatedRequest;
import io.novakms.http.guard.RequestGuard;
import io.novakms.http.openapi.Caller;
import io.novakms.http.openapi.Contract;
import io.novakms.http.openapi.Contract.Parameter;
import io.novakms.http.openapi.Shape;
import io.novakms.model.KmsException.Kind;
import io.novakms.registry.AppCaller;
import io.novakms.store.DataRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** {@code /kms/data}: an app's values (protocol, section 6). */
@ApplicationScoped
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
  @Contract(
      caller = Caller.APP,
      limited = true,
      gives = {AppAnswers.KeyList.class, AppAnswers.StoredValue.class},
      refuses = Kind.NOT_FOUND,
      parameters =
          @Parameter(
              name = "key",
              in = "query",
              words =
                  "The key of the value, percent-encoded; any key, also an empty or a long one that"
                      + " a node of another kind has stored. Missing: all keys.",
              shape = @Shape))
  public Response get(@Context HttpServletRequest request) {
    String action = KeyInUri.isThere(request) ? "data.read" : "data.list";
    return guard.answerAppWithoutBody(request, action, admitted -> listOrRead(admitted, request));
  }

  /** Reads the value whose key is in the path. The key may hold slashes. */
  @GET
  @Path("{key: .+}")
  @Contract(
      caller = Caller.APP,
      limited = true,
      gives = AppAnswers.StoredValue.class,
      refuses = Kind.NOT_FOUND,
      parameters =
          @Parameter(
              name = "key",
              in = "path",
              words =
                  "The key of the value, percent-encoded; slashes may stand as they are. Keys that"
                      + " servers rewrite, such as those with a part of nothing but dots, have to"
                      + " be named as ?key=.",
              shape = @Shape(shortest = 1, longest = DataRecord.MAX_KEY_BYTES)))
  public Response getByPath(@Context HttpServletRequest request) {
    return get(request);
  }

  /** Writes a value. The node has it when it answers; the others have it after the next push. */
  @PUT
  @Contract(
      caller = Caller.APP,
      limited = true,
      takes = AppBodies.Write.class,
      gives = AppAnswers.Written.class,
      refuses = Kind.STORAGE_FULL)
  public Response put(@Context HttpServletRequest request) {
    return guard.answerApp(request, "data.write", data::write);
  }

  /** Deletes a value. */
  @DELETE
  @Contract(
      caller = Caller.APP,
      limited = true,
      takes = AppBodies.Deletion.class,
      gives = AppAnswers.Deleted.class,
      refuses = Kind.NOT_FOUND)
  public Response delete(@Context HttpServletRequest request) {
    return guard.answerApp(request, "data.delete", data::delete);
  }

  private JsonNode listOrRead(
      AuthenticatedRequest<AppCaller> admitted, HttpServletRequest request) {
    return KeyInUri.of(request)
        .map(key -> data.read(admitted, key))
        .orElseGet(() -> data.list(admitted));
  }
}
