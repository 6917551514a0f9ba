package io.novakms.simulation;

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

  @Override
  public Optional<MasterSecret> find(SecretHash hash) {
    return Optional.ofNullable(secrets.get(hash)).map(MasterSecret::of);
  }

  @Override
  public void keep(MasterSecret secret) {
    secrets.putIfAbsent(secret.hash(), InsecureSecretAccess.bytes(secret));
  }
}
