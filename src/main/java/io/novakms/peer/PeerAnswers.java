package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.auth.Binding;
import io.novakms.model.KmsException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerProof.Signed;
import io.novakms.tee.Envelopes;
import io.novakms.tee.TeeException;
import java.util.Set;

/**
 * Reads answers of {@code /sync}. What it returns, the peer's registered key sealed for this node;
 * and where the peer binds its answers, for this very request.
 */
final class PeerAnswers {
  private static final int FIRST_OF_SERVER = 500;

  /** Refusals that may come before a peer knows the caller: of its nonce, or its rate. */
  private static final Set<Integer> UNSEALED = Set.of(403, 429);

  private final Envelopes envelopes;
  private final BindingPeers binding;

  /**
   * A reader.
   *
   * @param envelopes opens answers
   * @param binding is told which peers bound an answer
   */
  PeerAnswers(Envelopes envelopes, BindingPeers binding) {
    this.envelopes = envelopes;
    this.binding = binding;
  }

  /**
   * What {@code answer} holds, an object.
   *
   * @param request the proof of the request that it answers
   * @param binds whether it counts only where it is bound to that
   * @throws PeerException where it is a refusal, not the peer's, or no such object
   * @throws TeeException where this node's own TEE does not answer
   */
  JsonNode read(Peer peer, PeerHttp.Answer answer, Signed request, boolean binds) {
    if (answer.status() != PeerHttp.Head.OK && binds) {
      throw refusal(peer, answer, request);
    }
    JsonNode opened = open(peer, PeerJson.object(answer.okBody()));
    if (!opened.isObject()) {
      throw new PeerException(Fault.GARBLED, "its answer is not a JSON object");
    }
    if (binds) {
      requireBound(peer, opened, request, PeerHttp.Head.OK);
    }
    return opened;
  }

  /**
   * The refusal in {@code answer}. A peer seals it once it knows the caller; what the peer, its
   * server or a proxy says before that is believed only where it means to try again.
   */
  private PeerException refusal(Peer peer, PeerHttp.Answer answer, Signed request) {
    JsonNode sealed = PeerJson.sealedRefusal(answer.body());
    if (!sealed.isMissingNode()) {
      JsonNode opened = open(peer, sealed);
      requireBound(peer, opened, request, answer.status());
      return PeerException.refused(answer.status(), PeerJson.code(opened));
    }
    if (UNSEALED.contains(answer.status()) || answer.status() >= FIRST_OF_SERVER) {
      return PeerException.refused(answer.status(), PeerJson.errorCode(answer.body()));
    }
    return new PeerException(
            Fault.UNTRUSTED, "nothing proves that its HTTP status " + answer.status() + " is its")
        .withStatus(answer.status());
  }

  private void requireBound(Peer peer, JsonNode opened, Signed request, int status) {
    if (!request.binding().isOfAnswerToPeer(opened.path(Binding.FIELD), status)) {
      throw new PeerException(Fault.UNTRUSTED, "its answer is to another request");
    }
    binding.proved(peer);
  }

  private JsonNode open(Peer peer, JsonNode envelope) {
    try {
      return envelopes.open(peer.publicKey(), envelope).body();
    } catch (TeeException e) {
      throw e;
    } catch (KmsException e) {
      if (e.kind() == KmsException.Kind.TOO_LARGE) {
        throw new PeerException(
            Fault.TOO_LARGE, "its answer is longer than this node's TEE opens in one piece", e);
      }
      throw new PeerException(
          Fault.UNTRUSTED,
          "its answer is not a fresh envelope from its registered key to this node",
          e);
    }
  }
}
