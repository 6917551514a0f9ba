package io.novakms.http.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.audit.AuditLog;
import io.novakms.auth.Binding;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ClientAddressResolver;
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
import io.novakms.peer.Peer;
import io.novakms.registry.AppCaller;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Admits requests of apps and peers. A route's handler runs only for a caller that is proven and
 * registered, with a body that the caller's own key sealed, while the gate is open; its answer is
 * sealed for the caller and signed, and brings a nonce for the next request. {@link #answer} has
 * the steps in their order.
 */
@Dependent
public class RequestGuard {
  /** The header with a nonce for the caller's next request (protocol, section 5). */
  public static final String NEXT_NONCE = "X-KMS-Next-Nonce";

  /** An answer with so many characters is gone from memory before others could count. */
  private static final int LONG_ANSWER = 64 << 10;

  private static final JsonNode NONE = MissingNode.getInstance();
  private static final Envelopes.Opened NO_BODY = new Envelopes.Opened(NONE, Envelope.FIELD);

  private final Gate gate;
  private final CallerPolicies callers;
  private final CallerAuthentication authentication;
  private final Envelopes envelopes;
  private final Bindings bindings;
  private final ResponseSigner signer;
  private final NonceStore nonces;
  private final AuditLog log;
  private final ClientAddressResolver clients;
  private final RefusalMeters refusals;

  /** The guard of this node. */
  @Inject
  public RequestGuard(
      Gate gate,
      CallerPolicies callers,
      CallerAuthentication authentication,
      Envelopes envelopes,
      Bindings bindings,
      ResponseSigner signer,
      NonceStore nonces,
      AuditLog log,
      ClientAddressResolver clients,
      NodeMetrics metrics) {
    this.gate = gate;
    this.callers = callers;
    this.authentication = authentication;
    this.envelopes = envelopes;
    this.bindings = bindings;
    this.signer = signer;
    this.nonces = nonces;
    this.log = log;
    this.clients = clients;
    this.refusals = metrics.refusals();
  }

  /**
   * What a route does for an authenticated caller.
   *
   * @param <C> what the registry knows of the caller
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
   * Answers a request of an app whose body is an envelope.
   *
   * @param request as the server received it
   * @param action the name of the audit event
   * @param handler the route
   * @throws KmsException where the request is refused before the registry knows the caller
   */
  public Response answerApp(HttpServletRequest request, String action, Handler<AppCaller> handler) {
    return answer(callers.apps(), new InboundRequest(request), action, true, handler);
  }

  /** As {@link #answerApp}, of a request whose body, if it has one, is not read. */
  public Response answerAppWithoutBody(
      HttpServletRequest request, String action, Handler<AppCaller> handler) {
    return answer(callers.apps(), new InboundRequest(request), action, false, handler);
  }

  /** As {@link #answerApp}, of a request of a peer. */
  public Response answerPeer(HttpServletRequest request, String action, Handler<Peer> handler) {
    return answer(callers.peers(), new InboundRequest(request), action, true, handler);
  }

  private <C> Response answer(
      CallerPolicy<C> policy,
      InboundRequest request,
      String action,
      boolean hasBody,
      Handler<C> handler) {
    RequestAudit audit = RequestAudit.begin(log, clients, policy.kind(), request, action);
    GuardStep step = GuardStep.GATE;
    try (GatePermit permit = policy.enter().apply(gate)) {
      if (hasBody) {
        request.requireJsonType();
      }

      step = GuardStep.RATE_LIMIT;
      policy.limit().accept(request);

      step = GuardStep.PROOF;
      Proof proof =
          authentication.authenticate(policy.kind(), name -> request.header(name).orElse(null));
      audit.proven(proof.wallet());

      step = GuardStep.REGISTRY;
      C caller = policy.registered().apply(proof.wallet());
      TeePublicKey key = policy.key().apply(caller);
      audit.known(policy.app().apply(caller));

      // From here on every answer is sealed and signed, that of an error, too.
      Binding binding = request.binding(proof);
      String field = Envelope.FIELD;
      Response answer;
      step = GuardStep.BODY;
      try (MemoryReservation memory = policy.memory().apply(caller, request)) {
        JsonNode envelope = hasBody ? request.json(policy.bodyLimit(), memory) : NONE;
        field = Envelope.field(envelope);

        step = GuardStep.ENVELOPE;
        Envelopes.Opened opened = hasBody ? envelopes.open(key, envelope) : NO_BODY;
        bindings.check(binding, opened.body());

        step = GuardStep.HANDLER;
        JsonNode plain =
            handler.answer(
                new AuthenticatedRequest<>(
                    caller, permit.secret(), request, envelope, opened.body(), audit, memory));
        audit.handled();

        step = GuardStep.ANSWER;
        ObjectNode sealed =
            envelopes.seal(
                key, bindings.bound(policy.kind(), binding, opened.body(), plain), field);
        hold(policy.kind(), memory, sealed.path(field).textValue().length(), request);
        answer = ok(sealed);
      } catch (KmsException e) {
        count(policy.kind(), step, e);
        audit.refused(e);
        answer = bindings.refusal(binding, key, field, Errors.answer(e));
      } catch (RuntimeException e) {
        audit.failed();
        answer = bindings.refusal(binding, key, field, Errors.fault(e));
      }

      step = GuardStep.ANSWER;
      return signed(policy.kind(), proof, answer);
    } catch (KmsException e) {
      count(policy.kind(), step, e);
      audit.refused(e);
      throw e;
    } catch (WebApplicationException e) {
      audit.refused(e);
      throw e;
    } catch (RuntimeException | Error e) {
      audit.failed();
      throw e;
    } finally {
      audit.write();
    }
  }

  /** Keeps the memory of a long answer until it has left. That to a peer reserves its own. */
  private static void hold(
      CallerKind kind, MemoryReservation memory, long characters, InboundRequest request) {
    if (kind == CallerKind.APP && characters > LONG_ANSWER) {
      request.holdUntilAnswered(memory.handOn(2 * characters));
    }
  }

  private static Response ok(JsonNode envelope) {
    return Response.ok(envelope, MediaType.APPLICATION_JSON_TYPE).build();
  }

  private Response signed(CallerKind kind, Proof proof, Response answer) {
    return Response.fromResponse(answer)
        .header(kind.responseHeader(), signer.sign(proof))
        .header(NEXT_NONCE, nonces.issueNext(proof))
        .build();
  }

  private void count(CallerKind kind, GuardStep step, KmsException error) {
    step.refusal(error).ifPresent(refusal -> refusals.count(kind, refusal));
  }
}
