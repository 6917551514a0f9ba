package io.novakms.auth;

import io.novakms.crypto.WalletKey;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.tee.Sealed;
import io.novakms.tee.SignedTransaction;
import io.novakms.tee.Tee;
import io.novakms.tee.UnsignedTransaction;

/** A TEE that can sign, and nothing else. */
record SigningTee(WalletKey key) implements Tee {
  @Override
  public Wallet wallet() {
    return key.wallet();
  }

  @Override
  public String sign(String message) {
    return TestNode.SIGNATURES.sign(key, message);
  }

  @Override
  public TeePublicKey publicKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SignedTransaction signTransaction(UnsignedTransaction transaction) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] random(int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Sealed encrypt(TeePublicKey receiver, String plaintext) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String decrypt(TeePublicKey sender, Sealed sealed) {
    throw new UnsupportedOperationException();
  }
}
