package io.novakms.http.message;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.Provider;

/**
 * Writes every JSON answer with {@link Json} before the server chooses a library of its own: there
 * is one on every server, another one on each, and some come before what an application registers.
 */
@Provider
public class JsonResponseFilter implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Object answer = response.getEntity();
    boolean written = answer instanceof byte[] || answer instanceof StreamingOutput;
    if (answer != null && !written && isJson(response.getMediaType())) {
      response.setEntity(Json.bytes(answer));
    }
  }

  private static boolean isJson(MediaType type) {
    return type != null && type.isCompatible(MediaType.APPLICATION_JSON_TYPE);
  }
}
