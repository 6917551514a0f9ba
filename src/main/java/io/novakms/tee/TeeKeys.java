package io.novakms.tee;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.crypto.P384KeyPair;
import io.novakms.crypto.WalletKey;

/**
 * The two private keys of a node outside an enclave (protocol, section 1). Prints as their public
 * halves.
 *
 * @param walletKey signs
 * @param envelopeKeys encrypt and decrypt
 */
public record TeeKeys(WalletKey walletKey, P384KeyPair envelopeKeys) {
  /** Fresh keys. */
  public static TeeKeys generate(CryptoProviders providers) {
    return new TeeKeys(WalletKey.generate(providers), new P384(providers).generate());
  }

  /** The same, with another wallet key. */
  public TeeKeys withWalletKey(WalletKey other) {
    return new TeeKeys(other, envelopeKeys);
  }
}
