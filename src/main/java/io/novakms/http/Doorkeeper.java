package io.novakms.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.NonceStore;
import io.novakms.auth.Proof;
import io.novakms.auth.ResponseSigner;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.node.Gate;
import io.novakms.node.Pass;
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
public class Doorkeeper {
  /** The header with a nonce for the caller's next request (protocol, section 5). */
  static final String NEXT_NONCE = "X-KMS-Next-Nonce";

  private final Gate gate;
  private final CallerAuthentication authentication;
  private final Envelopes envelopes;
  private final ResponseSigner signer;
  private final NonceStore nonces;

  /** A doorkeeper of this node. */
  @Inject
  public Doorkeeper(
      Gate gate,
      CallerAuthentication authentication,
      Envelopes envelopes,
      ResponseSigner signer,
      NonceStore nonces) {
    this.gate = gate;
    this.authentication = authentication;
    this.envelopes = envelopes;
    this.signer = signer;
    this.nonces = nonces;
  }

  /**
   * What a route does for a caller that was let in.
   *
   * @param <C> what is known of the caller
   */
  @FunctionalInterface
  interface Handler<C> {
    /**
     * The answer, in plain.
     *
     * @throws KmsException where the request is refused
     */
    JsonNode answer(Admitted<C> request);
  }

  /**
   * Answers a request that has an envelope.
   *
   * @param audience whom the route is for
   * @param request as it came in
   * @param limit how many bytes its body may have
   * @param handler the route
   * @throws KmsException where the request is refused before the registry knows the caller
   */
  <C> Response answer(Audience<C> audience, Incoming request, long limit, Handler<C> handler) {
    try (Pass pass = audience.pass().apply(gate)) {
      request.requireJsonType();
      return admit(
          audience,
          request,
          caller -> {
            TeePublicKey key = audience.key().apply(caller);
            ObjectNode envelope = request.json(limit);
            Envelopes.Opened opened = envelopes.open(key, envelope);
            JsonNode answer =
                handler.answer(
                    new Admitted<>(caller, pass.secret(), request, envelope, opened.body()));
            return envelopes.seal(key, answer, opened.field());
          });
    }
  }

  /** As above, for a route that takes no body: none is read. */
  <C> Response answer(Audience<C> audience, Incoming request, Handler<C> handler) {
    try (Pass pass = audience.pass().apply(gate)) {
      return admit(
          audience,
          request,
          caller -> {
            JsonNode none = MissingNode.getInstance();
            JsonNode answer =
                handler.answer(new Admitted<>(caller, pass.secret(), request, none, none));
            return envelopes.seal(audience.key().apply(caller), answer, Envelope.FIELD);
          });
    }
  }

  private interface Exchange<C> {
    ObjectNode run(C caller);
  }

  private <C> Response admit(Audience<C> audience, Incoming request, Exchange<C> exchange) {
    audience.limit().accept(request);
    Proof proof =
        authentication.authenticate(audience.kind(), name -> request.header(name).orElse(null));
    C caller = audience.registered().apply(proof.wallet());
    Response answer = orRefusal(request, () -> exchange.run(caller));
    return Response.fromResponse(answer)
        .header(audience.kind().responseHeader(), signer.sign(proof))
        .header(NEXT_NONCE, nonces.issueNext(proof))
        .build();
  }

  private static Response orRefusal(Incoming request, Supplier<ObjectNode> answer) {
    try {
      return Response.ok(answer.get(), MediaType.APPLICATION_JSON_TYPE).build();
    } catch (KmsException e) {
      return Errors.answer(e, request.servletRequest());
    } catch (RuntimeException e) {
      // Even a fault is told in an answer that the caller can tell from a forged one.
      return Errors.fault(e, request.servletRequest());
    }
  }
}
