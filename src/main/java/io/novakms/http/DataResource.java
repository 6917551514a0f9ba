package io.novakms.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.registry.AppCaller;
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

  private final AppDoor door;
  private final AppData data;

  /** For the container's proxy, which calls no method of it. */
  public DataResource() {
    this(null, null);
  }

  /** A resource behind {@code door} for what is in {@code data}. */
  @Inject
  public DataResource(AppDoor door, AppData data) {
    this.door = door;
    this.data = data;
  }

  /** Lists the keys; or reads a value, where the query names its key. */
  @GET
  public Response get(@Context HttpServletRequest request) {
    String action = KeyInUri.isThere(request) ? "data.read" : "data.list";
    return door.answerBodiless(request, action, admitted -> listOrRead(admitted, request));
  }

  /** Reads the value whose key is in the path. */
  @GET
  @Path("{key: .+}")
  public Response getByPath(@Context HttpServletRequest request) {
    return get(request);
  }

  /** Writes a value. */
  @PUT
  public Response put(@Context HttpServletRequest request) {
    return door.answer(request, "data.write", data::write);
  }

  /** Deletes a value. */
  @DELETE
  public Response delete(@Context HttpServletRequest request) {
    return door.answer(request, "data.delete", data::delete);
  }

  private JsonNode listOrRead(Admitted<AppCaller> admitted, HttpServletRequest request) {
    return KeyInUri.of(request)
        .map(key -> data.read(admitted, key))
        .orElseGet(() -> data.list(admitted));
  }
}
