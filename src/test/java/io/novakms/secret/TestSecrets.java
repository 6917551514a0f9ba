package io.novakms.secret;

import io.novakms.crypto.MasterSecret;
import java.util.Arrays;

/** Secrets for tests of other rooms, which can't verify one themselves. */
public final class TestSecrets {
  private TestSecrets() {}

  /** A secret of 32 times {@code fill}. */
  public static MasterSecret secret(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return MasterSecret.of(bytes);
  }

  /** The same, as if the chain had shown its hash. */
  public static VerifiedSecret verified(int fill) {
    return verified(secret(fill));
  }

  /** The secret that {@code holder} holds, as if the chain had shown its hash. */
  public static VerifiedSecret verified(MasterSecretHolder holder) {
    return verified(holder.secret().orElseThrow());
  }

  /** {@code secret}, as if the chain had shown its hash. */
  public static VerifiedSecret verified(MasterSecret secret) {
    return new VerifiedSecret(secret, secret.hash());
  }
}
