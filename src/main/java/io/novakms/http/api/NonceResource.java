package io.novakms.http.api;

import io.novakms.auth.ClientAddress;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.NonceStore;
import io.novakms.auth.RateLimits;
import io.novakms.http.guard.InboundRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /nonce}: a nonce to sign, so many a minute for each client (protocol, section 5). */
@ApplicationScoped
@Tag(name = "public")
@Path("/nonce")
@Produces(MediaType.APPLICATION_JSON)
public class NonceResource {
  private final NonceStore nonces;
  private final RateLimits limits;
  private final ClientAddressResolver clients;

  /** For the container's proxy, which calls no method of it. */
  public NonceResource() {
    this(null, null, null);
  }

  /** A resource that hands out what {@code nonces} makes. */
  @Inject
  public NonceResource(NonceStore nonces, RateLimits limits, ClientAddressResolver clients) {
    this.nonces = nonces;
    this.limits = limits;
    this.clients = clients;
  }

  /** A fresh nonce; whether the gate is open does not matter. */
  @GET
  @Operation(
      operationId = "nonce",
      summary = "A fresh nonce; whether the gate is open does not matter")
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NonceResponse.class)))
  public NonceResponse nonce(@Context HttpServletRequest request) {
    ClientAddress client = new InboundRequest(request).client(clients);
    limits.nonces().check(client);
    return new NonceResponse(nonces.issue(client));
  }
}
