package io.novakms.crypto;

import java.security.SecureRandom;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Libraries that make nothing up: what they give follows from their input and a given source. */
public final class RepeatableCrypto {
  private static final CryptoProviders LIBRARIES =
      CryptoProviders.choose(BouncyCastleProvider::new, LibSecp256k1::load);

  private RepeatableCrypto() {}

  /** The native library for signatures, which are deterministic, and Bouncy Castle for the rest. */
  public static CryptoProviders of(SecureRandom random) {
    return LIBRARIES.withRandom(random);
  }
}
