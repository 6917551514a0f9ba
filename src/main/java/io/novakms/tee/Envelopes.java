package io.novakms.tee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import java.util.Optional;

/**
 * Seals and opens JSON bodies (protocol, section 4). What {@link #open} returns was sealed for this
 * node by the expected sender, and is seen for the first time.
 *
 * <p>Both directions between two parties have the same key, so an envelope does not prove which of
 * them sealed it. What {@link #seal} made is therefore remembered like what was opened: under the
 * receiver's name it does not open here, and no answer can be sent back as a request.
 *
 * <p>Safe for use by many threads.
 */
public final class Envelopes {
  private final Tee tee;
  private final ReplayGuard guard;

  /** Envelopes of {@code tee}; {@code guard} remembers those that were opened or sealed. */
  public Envelopes(Tee tee, ReplayGuard guard) {
    this.tee = tee;
    this.guard = guard;
  }

  /**
   * What was in an envelope.
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
    // Who sent it is looked at before anything else of it (protocol, section 4).
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
    // Only authentic nonces are remembered, and of two copies that race here, one gets in.
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
