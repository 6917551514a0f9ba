package io.novakms.tee;

import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;

/** Does what another {@link Tee} does, but for what a test overrides. */
class ForwardingTee implements Tee {
  private final Tee tee;

  ForwardingTee(Tee tee) {
    this.tee = tee;
  }

  @Override
  public Wallet wallet() {
    return tee.wallet();
  }

  @Override
  public TeePublicKey publicKey() {
    return tee.publicKey();
  }

  @Override
  public String sign(String message) {
    return tee.sign(message);
  }

  @Override
  public SignedTransaction signTransaction(UnsignedTransaction transaction) {
    return tee.signTransaction(transaction);
  }

  @Override
  public byte[] random(int length) {
    return tee.random(length);
  }

  @Override
  public Sealed encrypt(TeePublicKey receiver, String plaintext) {
    return tee.encrypt(receiver, plaintext);
  }

  @Override
  public String decrypt(TeePublicKey sender, Sealed sealed) {
    return tee.decrypt(sender, sealed);
  }
}
