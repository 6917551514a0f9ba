package io.novakms.tee;

import io.novakms.config.KmsConfig;
import io.novakms.config.SensitiveText;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.WalletKey;
import io.novakms.model.Hex;

/** Chooses the TEE: the real one in an enclave, the keystore outside. There is no third way. */
public final class TeeFactory {
  private TeeFactory() {}

  /**
   * The TEE that {@code config} asks for. Outside an enclave the keystore is opened, or made, now.
   *
   * @throws TeeException where the keystore can't be used, or {@code NODE_PRIVATE_KEY} is no key
   * @throws IllegalStateException where a private key is configured in an enclave
   */
  public static Tee create(KmsConfig config, CryptoProviders providers) {
    KmsConfig.Tee settings = config.tee();
    if (!config.inEnclave()) {
      return new KeystoreTee(keys(settings, providers), providers);
    }
    if (settings.privateKey().isPresent()) {
      throw new IllegalStateException(
          "NODE_PRIVATE_KEY is refused in an enclave, whose keys never leave the TEE: unset it, or"
              + " set IN_ENCLAVE=false");
    }
    return new CapsuleTee(settings.capsuleApiUrl(), settings.timeout(), providers);
  }

  private static TeeKeys keys(KmsConfig.Tee settings, CryptoProviders providers) {
    String password = settings.keystorePassword().map(SensitiveText::reveal).orElse("");
    TeeKeys stored = new KeystoreFile(settings.keystore(), password, providers).loadOrCreate();
    return settings
        .privateKey()
        .map(key -> stored.withWalletKey(walletKey(key, providers)))
        .orElse(stored);
  }

  private static WalletKey walletKey(SensitiveText hex, CryptoProviders providers) {
    try {
      return WalletKey.of(Hex.decode(hex.reveal()), providers);
    } catch (IllegalArgumentException e) {
      throw new TeeException(
          "NODE_PRIVATE_KEY is not a private key of secp256k1: 32 bytes in hex, below the curve's"
              + " order",
          e);
    }
  }
}
