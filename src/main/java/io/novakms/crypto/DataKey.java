package io.novakms.crypto;

import javax.crypto.SecretKey;

/** The key of one app's stored values (protocol, section 3). Never printed. */
public final class DataKey {
  private final SecretKey key;

  DataKey(byte[] bytes) {
    this.key = Aes256Gcm.key(bytes);
  }

  SecretKey secret() {
    return key;
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
