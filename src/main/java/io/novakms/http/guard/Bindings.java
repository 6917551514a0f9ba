package io.novakms.http.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.Binding;
import io.novakms.auth.CallerKind;
import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.LogContext;
import io.novakms.http.message.ErrorBody;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.tee.Envelopes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;

/**
 * Binds envelopes to the request that they belong to (protocol, section 6, "Bound answers"): checks
 * what a request says of itself, and puts into each sealed answer what it answers, so that the end
 * of the TLS connection can neither forge, swap, hold back nor replay one.
 */
@Dependent
public class Bindings {
  private static final System.Logger LOG = LogContext.logger("io.novakms.http");

  private final Envelopes envelopes;
  private final Clock clock;
  private final Duration window;

  /**
   * Bindings of this node.
   *
   * @param envelopes seals refusals
   * @param clock stamps answers
   * @param config how far the time of a request may be off
   */
  @Inject
  public Bindings(Envelopes envelopes, Clock clock, KmsConfig config) {
    this.envelopes = envelopes;
    this.clock = clock;
    this.window = config.auth().popTimeout();
  }

  /**
   * Accepts {@code body} where it is bound to no request, or to that of {@code binding}.
   *
   * @throws KmsException BAD_REQUEST where its {@code bound} is malformed, UNAUTHORIZED where it is
   *     of another request
   */
  void check(Binding binding, JsonNode body) {
    JsonNode bound = body.path(Binding.FIELD);
    if (!bound.isMissingNode()) {
      binding.requireFits(bound, clock.millis(), window);
    }
  }

  /**
   * {@code plain}, with what it answers. An answer to an app always has it; one to a peer has it
   * where the request had, since nodes of other kinds don't know it.
   *
   * @param body what the request's envelope held
   */
  JsonNode bound(CallerKind kind, Binding binding, JsonNode body, JsonNode plain) {
    if (kind == CallerKind.APP || body.has(Binding.FIELD)) {
      ((ObjectNode) plain).set(Binding.FIELD, binding.ofAnswer(200, clock.millis()));
    }
    return plain;
  }

  /**
   * {@code refusal} of a known caller, with its sealed twin beside {@code code} and {@code
   * message}; as it is where the TEE does not seal.
   *
   * @param field the name of the ciphertext
   */
  Response refusal(Binding binding, TeePublicKey key, String field, Response refusal) {
    ErrorBody error = (ErrorBody) refusal.getEntity();
    ObjectNode twin = JsonNodeFactory.instance.objectNode();
    twin.put("code", error.code()).put("message", error.message());
    twin.set(Binding.FIELD, binding.ofAnswer(refusal.getStatus(), clock.millis()));
    try {
      JsonNode sealed = envelopes.seal(key, twin, field);
      return Response.fromResponse(refusal)
          .entity(new SealedErrorBody(error.code(), error.message(), sealed))
          .build();
    } catch (KmsException e) {
      LOG.log(Level.DEBUG, "a refusal is not sealed: the TEE does not answer", e);
      return refusal;
    }
  }
}
