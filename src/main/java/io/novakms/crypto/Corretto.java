package io.novakms.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.KeyAgreement;

/** P-384, AES-GCM and HMAC by AWS-LC, through JNI. */
final class Corretto {
  private Corretto() {}

  /**
   * Loads the library.
   *
   * @throws GeneralSecurityException or RuntimeException or LinkageError in many forms, where that
   *     is not possible here
   */
  static Provider load() throws GeneralSecurityException {
    AmazonCorrettoCryptoProvider provider = new AmazonCorrettoCryptoProvider();
    provider.assertHealthy();
    // It can also be built without its library; then it offers nothing.
    KeyAgreement.getInstance("ECDH", provider);
    return provider;
  }
}
