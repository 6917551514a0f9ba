package io.novakms.crypto;

import io.novakms.model.Wallet;
import java.security.SecureRandom;
import java.util.Arrays;

/** The private key of a wallet, on secp256k1. Never printed. Safe for use by many threads. */
public final class WalletKey {
  /** Length of the key. */
  public static final int BYTES = Secp256k1.SCALAR_BYTES;

  private static final int ADDRESS_FROM = 12;

  private final byte[] bytes;
  private final byte[] publicKey;
  private final Secp256k1 curve;

  private WalletKey(byte[] bytes, Secp256k1 curve) {
    this.bytes = bytes;
    this.publicKey = curve.publicKey(bytes);
    this.curve = curve;
  }

  /**
   * The key of 32 {@code bytes}, which are copied.
   *
   * @throws IllegalArgumentException where they are no private key
   */
  public static WalletKey of(byte[] bytes, CryptoProviders providers) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a wallet's key is 32 bytes, not " + bytes.length);
    }
    return new WalletKey(bytes.clone(), providers.secp256k1());
  }

  /** A fresh key. */
  public static WalletKey generate(CryptoProviders providers) {
    byte[] bytes = new byte[BYTES];
    SecureRandom random = providers.random();
    while (true) {
      random.nextBytes(bytes);
      try {
        return of(bytes, providers);
      } catch (IllegalArgumentException e) {
        // Not below the curve's order: once in 2^128, so draw again.
        continue;
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }

  /** The address that belongs to the key. */
  public Wallet wallet() {
    return walletOf(publicKey);
  }

  /**
   * Signs a hash of 32 bytes, deterministically (RFC 6979), with s in the lower half.
   *
   * @throws IllegalArgumentException where the length is another
   */
  public WalletSignature sign(byte[] hash) {
    requireHash(hash);
    return curve.sign(hash, bytes);
  }

  /** The address of a public key of 64 bytes: the last 20 bytes of its keccak256. */
  static Wallet walletOf(byte[] publicKey) {
    byte[] hash = Keccak.hash(publicKey);
    return Wallet.of(Arrays.copyOfRange(hash, ADDRESS_FROM, hash.length));
  }

  static void requireHash(byte[] hash) {
    if (hash.length != Secp256k1.SCALAR_BYTES) {
      throw new IllegalArgumentException("a hash of 32 bytes is signed, not of " + hash.length);
    }
  }

  byte[] copy() {
    return bytes.clone();
  }

  /** The wallet, which is public. */
  @Override
  public String toString() {
    return wallet().toString();
  }
}
