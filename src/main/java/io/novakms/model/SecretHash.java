package io.novakms.model;

/**
 * The keccak256 of a master secret, as {@code KMSRegistry} holds it. Never zero: zero on the chain
 * means that no hash is set (protocol, section 2).
 *
 * @param hex 64 lower-case hex digits, without prefix
 */
public record SecretHash(String hex) {
  /** Length of the hash in bytes. */
  public static final int BYTES = 32;

  private static final String ZERO = "0".repeat(2 * BYTES);

  /** Brings {@code hex} to its canonical form and refuses zero. */
  public SecretHash {
    hex = Hex.encode(Hex.decode(hex, BYTES));
    if (hex.equals(ZERO)) {
      throw new IllegalArgumentException("a hash of zero means that none is set");
    }
  }

  /** The hash of 32 {@code bytes}. */
  public static SecretHash of(byte[] bytes) {
    return new SecretHash(Hex.encode(bytes));
  }

  /** The 32 bytes of the hash. */
  public byte[] bytes() {
    return Hex.decode(hex, BYTES);
  }

  /** {@code 0x} and the hex digits; the hash is public. */
  @Override
  public String toString() {
    return "0x" + hex;
  }
}
