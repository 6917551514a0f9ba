package io.novakms.testing;

import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.tee.Sealed;
import io.novakms.tee.SignedTransaction;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeException;
import io.novakms.tee.UnsignedTransaction;
import io.novakms.watch.CacheCounts;
import java.util.Optional;

/** Does what another {@link Tee} does, until a test says that it can't sign or encrypt. */
public final class FailingTee implements Tee {
  private final Tee tee;

  /** Whether it does not sign any more. */
  public volatile boolean failsToSign;

  /** Whether it does not encrypt any more. */
  public volatile boolean failsToEncrypt;

  /** Does what {@code tee} does. */
  public FailingTee(Tee tee) {
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
  public String sign(String message) {
    require(!failsToSign);
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
    require(!failsToEncrypt);
    return tee.encrypt(receiver, plaintext);
  }

  @Override
  public String decrypt(TeePublicKey sender, Sealed sealed) {
    return tee.decrypt(sender, sealed);
  }

  private static void require(boolean works) {
    if (!works) {
      throw new TeeException("the TEE does not answer", null);
    }
  }
}
