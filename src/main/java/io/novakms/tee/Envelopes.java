package io.novakms.tee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import java.util.Optional;

/**
 * Seals and opens JSON bodies (protocol, section 4). {@link #open} returns only a body that the
 * expected sender sealed for this node, and opens each envelope once.
 *
 * <p>Both directions between two parties have the same key, so an envelope does not prove which of
 * them sealed it. Envelopes that {@link #seal} made are therefore remembered like opened ones: they
 * do not open here under the receiver's name, so no answer can be sent back as a request.
 *
 * <p>Safe for use by many threads.
 */
public final class Envelopes {
  private final Tee tee;
  private final ReplayGuard guard;

  /**
   * Seals and opens with {@code tee}; {@code guard} remembers the envelopes that were opened or
   * sealed.
   */
  public Envelopes(Tee tee, ReplayGuard guard) {
    this.tee = tee;
    this.guard = guard;
  }

  /**
   * The content of an envelope.
   *
   * @param body the plaintext, which may be JSON of any type
   * @param field the name that the sender uses for the ciphertext, for the answer
   */
  public record Opened(JsonNode body, String field) {}

  /**
   * Seals {@code body} for {@code receiver}.
   *
   * @param field the name of the ciphertext: {@link Envelope#FIELD}, or what a request used
   * @throws TeeException where the TEE can't be reached
   */
  public ObjectNode seal(TeePublicKey receiver, JsonNode body, String field) {
    Sealed sealed = tee.encrypt(receiver, body.toString());
    guard.remember(receiver, sealed.nonce());
    return new Envelope(tee.publicKey(), sealed, field).toJson();
  }

  /**
   * Opens {@code envelope}, which must come from {@code expectedSender}: the key that the registry
   * has for the authenticated caller.
   *
   * @throws KmsException of kind BAD_REQUEST where it is no envelope, is not authentic, or holds no
   *     JSON; FORBIDDEN where another key sent it; UNAUTHORIZED where it was opened or sealed here
   *     before, as a copy proves nothing about who sends it
   * @throws TeeException where the TEE can't be reached
   */
  public Opened open(TeePublicKey expectedSender, JsonNode envelope) {
    // The sender is checked before anything else (protocol, section 4).
    Optional<TeePublicKey> claimed = Envelope.claimedSender(envelope, expectedSender);
    if (claimed.isPresent() && !claimed.get().equals(expectedSender)) {
      throw new KmsException(
          KmsException.Kind.FORBIDDEN,
          "sender_tee_pubkey is not the key that the registry has for the caller");
    }
    Envelope parsed = Envelope.parse(envelope, expectedSender);
    if (guard.hasSeen(parsed.sender(), parsed.sealed().nonce())) {
      throw replayed();
    }
    String plaintext = tee.decrypt(parsed.sender(), parsed.sealed());
    // Only authentic nonces are remembered; of two copies at the same time, one is accepted.
    if (!guard.remember(parsed.sender(), parsed.sealed().nonce())) {
      throw replayed();
    }
    return new Opened(StrictJson.value(plaintext), parsed.field());
  }

  private static KmsException replayed() {
    return new KmsException(
        KmsException.Kind.UNAUTHORIZED, "this envelope was used before: each needs a fresh nonce");
  }
}
