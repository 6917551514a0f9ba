package io.novakms.http.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.NonceStore;
import io.novakms.auth.Proof;
import io.novakms.auth.ResponseSigner;
import io.novakms.http.message.Errors;
import io.novakms.metrics.NodeMetrics;
import io.novakms.metrics.RefusalMeters;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.node.Gate;
import io.novakms.node.GatePermit;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/**
 * Stands before every route that is not for everyone. In this order: the gate is open to such
 * callers; the client has not called too often; the caller proves its wallet; the registry knows
 * it; its body, which is not read before, is within its limit and sealed by its own key. Only then
 * the route's handler runs. The answer is sealed for the caller and signed, and brings the nonce
 * for its next request; that of an error, too, once the caller is known to the registry.
 */
@Dependent
public class RequestGuard {
  /** The header with a nonce for the caller's next request (protocol, section 5). */
  public static final String NEXT_NONCE = "X-KMS-Next-Nonce";

  private final Gate gate;
  private final CallerAuthentication authentication;
  private final Envelopes envelopes;
  private final ResponseSigner signer;
  private final NonceStore nonces;
  private final RequestAudits trails;
  private final RefusalMeters refusals;

  /** A doorkeeper of this node. */
  @Inject
  public RequestGuard(
      Gate gate,
      CallerAuthentication authentication,
      Envelopes envelopes,
      ResponseSigner signer,
      NonceStore nonces,
      RequestAudits trails,
      NodeMetrics metrics) {
    this.gate = gate;
    this.authentication = authentication;
    this.envelopes = envelopes;
    this.signer = signer;
    this.nonces = nonces;
    this.trails = trails;
    this.refusals = metrics.refusals();
  }

  /**
   * What a route does for a caller that was let in.
   *
   * @param <C> what is known of the caller
   */
  @FunctionalInterface
  public interface Handler<C> {
    /**
     * The answer, in plain.
     *
     * @throws KmsException where the request is refused
     */
    JsonNode answer(AuthenticatedRequest<C> request);
  }

  /**
   * Answers a request that has an envelope.
   *
   * @param audience whom the route is for
   * @param action what the route is for, in the audit trail
   * @param request as it came in
   * @param limit how long its body may be
   * @param handler the route
   * @throws KmsException where the request is refused before the registry knows the caller
   */
  public <C> Response answer(
      CallerPolicy<C> audience,
      String action,
      InboundRequest request,
      BodyLimit limit,
      Handler<C> handler) {
    return admit(
        audience,
        action,
        request,
        request::requireJsonType,
        entry -> {
          TeePublicKey key = audience.key().apply(entry.caller());
          try (MemoryReservation place =
              passing(audience, Check.BODY, () -> audience.place().apply(entry.caller()))) {
            ObjectNode envelope = passing(audience, Check.BODY, () -> request.json(limit, place));
            Envelopes.Opened opened =
                passing(audience, Check.ENVELOPE, () -> envelopes.open(key, envelope));
            JsonNode answer = entry.handled(handler, envelope, opened.body());
            return envelopes.seal(key, answer, opened.field());
          }
        });
  }

  /** As above, for a route that takes no body: none is read. */
  public <C> Response answer(
      CallerPolicy<C> audience, String action, InboundRequest request, Handler<C> handler) {
    return admit(
        audience,
        action,
        request,
        () -> {},
        entry -> {
          JsonNode none = MissingNode.getInstance();
          JsonNode answer = entry.handled(handler, none, none);
          return envelopes.seal(audience.key().apply(entry.caller()), answer, Envelope.FIELD);
        });
  }

  /** A caller that may come in, with what it needs. */
  private record Entry<C>(C caller, GatePermit pass, InboundRequest request, RequestAudit trail) {
    /** What {@code handler} answers, which the trail takes as done, whatever comes after it. */
    JsonNode handled(Handler<C> handler, JsonNode envelope, JsonNode body) {
      JsonNode answer =
          handler.answer(
              new AuthenticatedRequest<>(caller, pass.secret(), request, envelope, body, trail));
      trail.done();
      return answer;
    }
  }

  private interface Exchange<C> {
    ObjectNode run(Entry<C> entry);
  }

  private <C> Response admit(
      CallerPolicy<C> audience,
      String action,
      InboundRequest request,
      Runnable check,
      Exchange<C> exchange) {
    RequestAudit trail = trails.begin(audience.kind(), request, action);
    return trail.of(
        () -> {
          try (GatePermit pass = passing(audience, Check.GATE, () -> audience.pass().apply(gate))) {
            check.run();
            return admit(audience, request, trail, pass, exchange);
          }
        });
  }

  private <C> Response admit(
      CallerPolicy<C> audience,
      InboundRequest request,
      RequestAudit trail,
      GatePermit pass,
      Exchange<C> exchange) {
    passing(
        audience,
        Check.RATE,
        () -> {
          audience.limit().accept(request);
          return request;
        });
    Proof proof =
        passing(
            audience,
            Check.PROOF,
            () ->
                authentication.authenticate(
                    audience.kind(), name -> request.header(name).orElse(null)));
    trail.proven(proof.wallet());
    C caller = passing(audience, Check.REGISTRY, () -> audience.registered().apply(proof.wallet()));
    trail.known(audience.app().apply(caller));
    Entry<C> entry = new Entry<>(caller, pass, request, trail);
    Response answer = orRefusal(trail, () -> exchange.run(entry));
    return Response.fromResponse(answer)
        .header(audience.kind().responseHeader(), signer.sign(proof))
        .header(NEXT_NONCE, nonces.issueNext(proof))
        .build();
  }

  /** Makes one check, and counts who does not pass it. */
  private <T> T passing(CallerPolicy<?> audience, Check check, Supplier<T> made) {
    try {
      return made.get();
    } catch (KmsException e) {
      refusals.count(audience.kind(), check.refusal(e));
      throw e;
    }
  }

  private static Response orRefusal(RequestAudit trail, Supplier<ObjectNode> answer) {
    try {
      return Response.ok(answer.get(), MediaType.APPLICATION_JSON_TYPE).build();
    } catch (KmsException e) {
      trail.refused(e);
      return Errors.answer(e);
    } catch (RuntimeException e) {
      // Even a fault is told in an answer that the caller can tell from a forged one.
      trail.failed();
      return Errors.fault(e);
    }
  }
}
