package io.novakms.testing;

import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.tee.Sealed;
import io.novakms.tee.SignedTransaction;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeException;
import io.novakms.tee.TeeIdentity;
import io.novakms.tee.UnsignedTransaction;
import java.util.Arrays;

/** An identity without keys, for tests that neither sign nor encrypt. */
public class FakeTee implements Tee {
  private final Wallet wallet;
  private final TeePublicKey key;
  private int made;

  /** Who it is by now, where that is someone else; null where it is not. */
  public TeeIdentity replacedBy;

  /** Whether every call fails. */
  public boolean unreachable;

  /** An identity. */
  public FakeTee(Wallet wallet, TeePublicKey key) {
    this.wallet = wallet;
    this.key = key;
  }

  @Override
  public Wallet wallet() {
    return wallet;
  }

  @Override
  public TeePublicKey publicKey() {
    return key;
  }

  @Override
  public TeeIdentity identityNow() {
    answer();
    return replacedBy != null ? replacedBy : new TeeIdentity(wallet, key);
  }

  @Override
  public String sign(String message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SignedTransaction signTransaction(UnsignedTransaction transaction) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] random(int length) {
    answer();
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (0x70 + made++));
    return bytes;
  }

  @Override
  public Sealed encrypt(TeePublicKey receiver, String plaintext) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String decrypt(TeePublicKey sender, Sealed sealed) {
    throw new UnsupportedOperationException();
  }

  private void answer() {
    if (unreachable) {
      throw new TeeException("the TEE does not answer", null);
    }
  }
}
