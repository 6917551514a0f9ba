package io.novakms.sync;

import io.novakms.crypto.SecretSealing;
import io.novakms.sync.message.MasterSecretRequest;
import io.novakms.sync.message.MasterSecretResponse;
import io.novakms.sync.message.SyncResponse;

/**
 * Gives the master secret to another member, sealed for a key that the member made for this one
 * answer (protocol, section 7). It can only be called with a verified secret, so an unverified one
 * is never given away.
 */
public final class MasterSecretHandler implements SyncHandler {
  private final SecretSealing sealing;

  /** A handler that seals with {@code sealing}. */
  public MasterSecretHandler(SecretSealing sealing) {
    this.sealing = sealing;
  }

  @Override
  public SyncResponse answer(SyncRequest request) {
    MasterSecretRequest asked = MasterSecretRequest.of(request.inner());
    return new MasterSecretResponse(sealing.seal(asked.ecdhPubkey(), request.secret().secret()));
  }
}
