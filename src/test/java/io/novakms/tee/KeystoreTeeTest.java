package io.novakms.tee;

import io.novakms.crypto.CryptoProviders;

/** The contract, with keys in this process. */
class KeystoreTeeTest extends TeeContractTest {
  private final Tee tee =
      new KeystoreTee(TeeKeys.generate(CryptoProviders.available()), CryptoProviders.available());

  @Override
  Tee tee() {
    return tee;
  }
}
