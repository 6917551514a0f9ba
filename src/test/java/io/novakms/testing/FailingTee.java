package io.novakms.testing;

import io.novakms.model.TeePublicKey;
import io.novakms.tee.Sealed;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeException;

/** Does what another {@link Tee} does, until a test says that it can't sign or encrypt. */
public final class FailingTee extends ForwardingTee {
  /** Whether it does not sign any more. */
  public volatile boolean failsToSign;

  /** Whether it does not encrypt any more. */
  public volatile boolean failsToEncrypt;

  /** Does what {@code tee} does. */
  public FailingTee(Tee tee) {
    super(tee);
  }

  @Override
  public String sign(String message) {
    require(!failsToSign);
    return super.sign(message);
  }

  @Override
  public Sealed encrypt(TeePublicKey receiver, String plaintext) {
    require(!failsToEncrypt);
    return super.encrypt(receiver, plaintext);
  }

  private static void require(boolean works) {
    if (!works) {
      throw new TeeException("the TEE does not answer", null);
    }
  }
}
