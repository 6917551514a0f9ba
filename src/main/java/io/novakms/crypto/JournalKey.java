package io.novakms.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * The key under which nodes seal what they write to disk. It seals nothing itself: each file gets a
 * key of its own, so that nonces need be unique within one file only, although all nodes of a
 * cluster derive this same key. Never printed. Safe for use by many threads.
 */
public final class JournalKey {
  /** Length of the salt that a file brings. */
  public static final int SALT_BYTES = 32;

  private static final byte[] LABEL = "file:".getBytes(StandardCharsets.UTF_8);

  private final Hkdf hkdf;
  private final Aes256Gcm aes;
  private final SecretKey key;

  JournalKey(CryptoProviders providers, byte[] key) {
    this.hkdf = new Hkdf(providers);
    this.aes = new Aes256Gcm(providers);
    this.key = Hkdf.hmacKey(key);
  }

  /**
   * The cipher of the file that begins with {@code header}: its key is the second step of HKDF (RFC
   * 5869) over {@code file:} and the header. So nothing opens under a header that was altered.
   *
   * @param header all that the file says of itself, with {@link #SALT_BYTES} random bytes in it
   */
  public FileCipher cipher(byte[] header) {
    byte[] info = Arrays.copyOf(LABEL, LABEL.length + header.length);
    System.arraycopy(header, 0, info, LABEL.length, header.length);
    byte[] bytes = hkdf.expand(key, info, Aes256Gcm.KEY_BYTES);
    try {
      return new FileCipher(aes, Aes256Gcm.key(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
