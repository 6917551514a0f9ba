package io.novakms.testing;

import io.novakms.diagnostics.CacheCounts;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.tee.Sealed;
import io.novakms.tee.SealedSecrets;
import io.novakms.tee.SignedTransaction;
import io.novakms.tee.Tee;
import io.novakms.tee.UnsignedTransaction;
import java.util.Optional;

/** Does what another {@link Tee} does, but for what a test overrides. */
public class ForwardingTee implements Tee {
  private final Tee tee;

  /** Does what {@code tee} does. */
  public ForwardingTee(Tee tee) {
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
  public Optional<CacheCounts> agreements() {
    return tee.agreements();
  }

  @Override
  public Optional<SealedSecrets> sealedSecrets() {
    return tee.sealedSecrets();
  }

  @Override
  public String sign(String message) {
    return tee.sign(message);
  }

  @Override
  public String signProof(String message) {
    return sign(message);
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
