package io.novakms.tee;

import io.novakms.config.KmsConfig;
import io.novakms.config.SensitiveText;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.WalletKey;
import io.novakms.model.Hex;

/**
 * Chooses the TEE: the real one in an enclave, the keystore outside. There is no other TEE, and
 * {@link KmsConfig} rejects settings that would bring a key into an enclave from outside.
 */
public final class TeeFactory {
  private TeeFactory() {}

  /**
   * The TEE that {@code config} asks for. Outside an enclave the keystore is opened, or made, now.
   *
   * @param providers the library for the keystore's keys, and for checks
   * @param transports carries calls to the Capsule API
   * @throws TeeException where the keystore can't be used; the message says what to do
   */
  public static Tee create(
      KmsConfig config, CryptoProviders providers, CapsuleTransport.Factory transports) {
    KmsConfig.Tee settings = config.tee();
    return config.inEnclave()
        ? new CapsuleTee(settings.capsuleApiUrl(), settings.timeout(), providers, transports)
        : keystore(settings, providers);
  }

  private static KeystoreTee keystore(KmsConfig.Tee settings, CryptoProviders providers) {
    String password = settings.keystorePassword().map(SensitiveText::reveal).orElse("");
    return new KeystoreTee(keys(settings, password, providers), providers)
        .sealingIn(new SealedSecretFile(settings.keystore(), password));
  }

  private static TeeKeys keys(KmsConfig.Tee settings, String password, CryptoProviders providers) {
    TeeKeys stored = new KeystoreFile(settings.keystore(), password, providers).loadOrCreate();
    return settings
        .privateKey()
        .map(key -> stored.withWalletKey(WalletKey.of(Hex.decode(key.reveal()), providers)))
        .orElse(stored);
  }
}
