package io.novakms.simulation;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.MasterSecret;
import io.novakms.model.SecretHash;
import io.novakms.tee.SealedSecrets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The master secrets in the keystore of a machine: they outlive processes, and power. */
final class Keystore implements SealedSecrets {
  private final Map<SecretHash, byte[]> secrets = new HashMap<>();
  private final CryptoProviders crypto;

  /** An empty keystore; {@code crypto} derives keys from what it gives. */
  Keystore(CryptoProviders crypto) {
    this.crypto = crypto;
  }

  @Override
  public Optional<MasterSecret> find(SecretHash hash) {
    return Optional.ofNullable(secrets.get(hash)).map(bytes -> MasterSecret.of(bytes, crypto));
  }

  @Override
  public void keep(MasterSecret secret) {
    secrets.putIfAbsent(secret.hash(), InsecureSecretAccess.bytes(secret));
  }
}
