package io.novakms.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.audit.AuditLog;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.RateLimits;
import io.novakms.crypto.CryptoProviders;
import io.novakms.http.guard.BodyLimit;
import io.novakms.http.guard.InboundRequest;
import io.novakms.http.guard.RequestAudit;
import io.novakms.http.message.Etags;
import io.novakms.model.TeePublicKey;
import io.novakms.secret.custody.Custody;
import io.novakms.secret.custody.CustodyFileReader;
import io.novakms.secret.custody.ShareOffer;
import io.novakms.secret.custody.ShareVerdict;
import io.novakms.secret.custody.ShareVerdict.Result;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /custody}: the custody file for everyone, and shares from custodians. */
@ApplicationScoped
@Path("/custody")
@Produces(MediaType.APPLICATION_JSON)
public class CustodyResource {
  private static final int MOST_BYTES = 256 * 1024;
  private static final BodyLimit LIMIT =
      new BodyLimit(MOST_BYTES, MOST_BYTES + " bytes, which no share with its file has");
  private static final String ACTION = "custody.share";

  private final Custody custody;
  private final Envelopes envelopes;
  private final RateLimits limits;
  private final ClientAddressResolver clients;
  private final AuditLog log;
  private final CustodyFileReader files;

  /** For the container's proxy, which calls no method of it. */
  public CustodyResource() {
    this(null, null, null, null, null);
  }

  /** A resource over {@code custody}. */
  @Inject
  public CustodyResource(
      Custody custody,
      Envelopes envelopes,
      RateLimits limits,
      ClientAddressResolver clients,
      AuditLog log) {
    this.custody = custody;
    this.envelopes = envelopes;
    this.limits = limits;
    this.clients = clients;
    this.log = log;
    this.files = new CustodyFileReader(CryptoProviders.available());
  }

  /** The custody file of the master secret, which only custodians together can use. */
  @GET
  @Tag(name = "public")
  @Operation(
      operationId = "custody.file",
      summary = "The custody file of the master secret, which only custodians together can use")
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CustodyBodies.File.class)))
  @APIResponse(responseCode = "304", description = "The answer is the one that the caller has.")
  @APIResponse(responseCode = "404", description = "This node has no custodians.")
  @APIResponse(responseCode = "503", description = "There is no custody file yet.")
  public Response file(@Context Request request, @Context HttpServletResponse response) {
    byte[] file = custody.requireFile().bytes();
    EntityTag tag = new EntityTag(Etags.of(file));
    // In place of no-store: it may be kept, and has to be asked for with its tag.
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    return Optional.ofNullable(request.evaluatePreconditions(tag))
        .orElseGet(() -> Response.ok(file, MediaType.APPLICATION_JSON_TYPE))
        .tag(tag)
        .build();
  }

  /**
   * Takes a custodian's share: to recover the master secret on a node that lost it, or to rehearse
   * that on one that has it. The sender's key in the envelope is the custodian's own.
   */
  @POST
  @Path("shares")
  @Tag(name = "custodians")
  @Operation(
      operationId = "custody.share",
      summary =
          "Takes a custodian's share: to recover the master secret on a node that lost it, or to"
              + " rehearse that on one that has it",
      description =
          "Takes a custodian's share: to recover the master secret on a node that lost it, or to"
              + " rehearse that on one that has it. The sender's key in the envelope is the"
              + " custodian's own.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CustodyBodies.Offer.class)))
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CustodyBodies.Verdict.class)))
  @APIResponse(
      responseCode = "400",
      extensions =
          @Extension(
              name = "x-codes",
              value =
                  CustodyFileReader.BAD_FILE
                      + " "
                      + Custody.WRONG_SHARE
                      + " "
                      + Custody.NOT_WANTED))
  public Response give(@Context HttpServletRequest request) {
    InboundRequest incoming = new InboundRequest(request);
    RequestAudit audit = RequestAudit.ofCustodian(log, clients, incoming, ACTION);
    return audit.of(() -> take(incoming, audit));
  }

  private Response take(InboundRequest request, RequestAudit audit) {
    limits.requests().check(request.client(clients));
    request.requireJsonType();
    ObjectNode body = request.json(LIMIT);
    TeePublicKey giver = Envelope.parse(body).sender();
    String name = custody.custodian(giver).name();
    Envelopes.Opened opened = envelopes.open(giver, body);
    // Only the holder of that key could seal it.
    audit.isCustodian(name);
    ShareOffer offer = ShareOffer.parse(opened.body(), files);
    ShareVerdict verdict = custody.give(giver, offer);
    follow(audit, offer, verdict);
    return Response.ok(
            envelopes.seal(giver, verdict.toJson(), opened.field()),
            MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  private static void follow(RequestAudit audit, ShareOffer offer, ShareVerdict verdict) {
    if (verdict.result() != Result.COUNTED) {
      audit.action("custody." + offer.purpose().word());
    }
    if (verdict.result() == Result.OF_ANOTHER_SECRET) {
      audit.cameToNothing(verdict.result().word());
    }
    audit.handled();
  }
}
