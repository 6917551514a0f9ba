package io.novakms.model;

/**
 * An Ethereum address that identifies a node or an app instance (protocol, section 1). Always
 * {@code 0x} and 40 lower-case hex digits, so that equal wallets are equal strings.
 *
 * @param address the canonical text
 */
public record Wallet(String address) implements Comparable<Wallet> {
  /** Length of an address in bytes. */
  public static final int BYTES = 20;

  /** Checks that {@code address} is canonical; {@link #parse} accepts the other forms. */
  public Wallet {
    if (address == null || !isCanonical(address)) {
      throw new IllegalArgumentException("a wallet is 0x and 40 lower-case hex digits");
    }
  }

  /**
   * Reads an address with or without {@code 0x}, in either case. A mixed-case checksum (EIP-55) is
   * not verified: the protocol compares wallets in lower case.
   *
   * @throws IllegalArgumentException where it is no address
   */
  public static Wallet parse(String text) {
    return of(Hex.decode(text, BYTES));
  }

  /**
   * The wallet of a 20-byte address.
   *
   * @throws IllegalArgumentException where {@code bytes} is not 20 bytes long
   */
  public static Wallet of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("an address is 20 bytes, not " + bytes.length);
    }
    return new Wallet(Hex.encodePrefixed(bytes));
  }

  /** The 20 bytes of the address. */
  public byte[] bytes() {
    return Hex.decode(address, BYTES);
  }

  @Override
  public int compareTo(Wallet other) {
    return address.compareTo(other.address);
  }

  @Override
  public String toString() {
    return address;
  }

  private static boolean isCanonical(String text) {
    if (text.length() != 2 + 2 * BYTES || !text.startsWith("0x")) {
      return false;
    }
    for (int i = 2; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }
}
