package io.novakms.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.http.guard.AuthenticatedRequest;
import io.novakms.http.guard.MemoryBudget;
import io.novakms.http.guard.RequestAudit;
import io.novakms.http.guard.RequestGuard;
import io.novakms.peer.Peer;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.SyncService;
import io.novakms.sync.message.DeltaRequest;
import io.novakms.sync.message.DeltaResponse;
import io.novakms.sync.message.LookupRequest;
import io.novakms.sync.message.LookupResponse;
import io.novakms.sync.message.MasterSecretRequest;
import io.novakms.sync.message.MasterSecretResponse;
import io.novakms.sync.message.RepairRequest;
import io.novakms.sync.message.RepairResponse;
import io.novakms.sync.message.SnapshotPageRequest;
import io.novakms.sync.message.SnapshotPageResponse;
import io.novakms.sync.message.SnapshotRequest;
import io.novakms.sync.message.SnapshotResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /sync}: what the other nodes ask (protocol, section 7). */
@ApplicationScoped
@Tag(name = "peers")
@Path("/sync")
@Produces(MediaType.APPLICATION_JSON)
public class SyncResource {
  private static final String SIGNATURE = "x-sync-signature";
  private static final Set<String> TYPES =
      Set.of(
          DeltaRequest.TYPE,
          SnapshotRequest.TYPE,
          SnapshotPageRequest.TYPE,
          RepairRequest.TYPE,
          MasterSecretRequest.TYPE);

  private final RequestGuard guard;
  private final SyncService service;
  private final MemoryBudget memory;

  /** For the container's proxy, which calls no method of it. */
  public SyncResource() {
    this(null, null, null);
  }

  /** A resource that lets the members of the cluster ask {@code service}. */
  @Inject
  public SyncResource(RequestGuard guard, SyncService service, MemoryBudget memory) {
    this.guard = guard;
    this.service = service;
    this.memory = memory;
  }

  /**
   * Answers one request of a peer: takes what changed there, or gives what is stored here, or the
   * master secret.
   */
  @POST
  @Operation(
      operationId = "sync",
      summary =
          "Answers one request of a peer: takes what changed there, or gives what is stored here, or the"
              + " master secret")
  @Parameter(
      name = SIGNATURE,
      in = ParameterIn.HEADER,
      description =
          "Hex HMAC-SHA256 of the envelope's canonical JSON under the sync key. Needed for"
              + " all requests but that for the master secret.",
      schema = @Schema(type = SchemaType.STRING, pattern = "^(0[xX])?[0-9a-fA-F]{64}$"))
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      anyOf = {
                        DeltaRequest.class,
                        SnapshotRequest.class,
                        SnapshotPageRequest.class,
                        RepairRequest.class,
                        LookupRequest.class,
                        MasterSecretRequest.class
                      })))
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      anyOf = {
                        DeltaResponse.class,
                        SnapshotResponse.class,
                        SnapshotPageResponse.class,
                        RepairResponse.class,
                        LookupResponse.class,
                        MasterSecretResponse.class
                      })))
  public Response sync(@Context HttpServletRequest request) {
    return guard.answerPeer(request, "sync", this::answer);
  }

  private JsonNode answer(AuthenticatedRequest<Peer> request) {
    Peer peer = request.caller();
    follow(request.audit(), request.body().path("type").asText());
    return service.answer(
        new SyncRequest(
            request.secret(),
            peer.wallet(),
            request.envelope(),
            request.body(),
            request.header(SIGNATURE),
            bytes -> request.holdUntilAnswered(memory.answer(bytes))));
  }

  /** Changes are audited where an app made them; here, which peer asks for what. */
  private static void follow(RequestAudit audit, String type) {
    if (type.equals(DeltaRequest.TYPE) || type.equals(RepairRequest.TYPE)) {
      audit.onlyFailures();
    }
    if (TYPES.contains(type)) {
      audit.action("sync." + type);
    }
  }
}
