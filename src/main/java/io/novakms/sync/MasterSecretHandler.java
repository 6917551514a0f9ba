package io.novakms.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.SecretSealing;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;

/**
 * Gives the master secret to another member, sealed for a key that the member made for this one
 * answer (protocol, section 7). It can only be called with a verified secret, so an unverified one
 * is never given away.
 */
public final class MasterSecretHandler implements SyncHandler {
  /** The one type that a peer without the master secret can ask for. */
  public static final String TYPE = "master_secret_request";

  private final SecretSealing sealing;

  /** A handler that seals with {@code sealing}. */
  public MasterSecretHandler(SecretSealing sealing) {
    this.sealing = sealing;
  }

  @Override
  public ObjectNode answer(SyncRequest request) {
    TeePublicKey receiver = receiver(SyncService.text(request.inner(), "ecdh_pubkey"));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("sealed", sealing.seal(receiver, request.secret().secret()).toJson());
    return answer;
  }

  private static TeePublicKey receiver(String hex) {
    try {
      return TeePublicKey.parse(hex);
    } catch (IllegalArgumentException e) {
      throw new KmsException(Kind.BAD_REQUEST, "'ecdh_pubkey' is no P-384 public key");
    }
  }
}
