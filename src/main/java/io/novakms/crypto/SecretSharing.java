package io.novakms.crypto;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;

/**
 * Splits a master secret so that {@code threshold} of its shares make it again, and fewer tell
 * nothing about it: Shamir's secret sharing (<i>How to share a secret</i>, 1979), byte by byte over
 * GF(2^8) with the polynomial of AES (x^8 + x^4 + x^3 + x + 1), the secret at 0 and share i at i.
 * Bouncy Castle does the arithmetic. Safe for use by many threads.
 *
 * <p>Nothing in a share tells whether it is right: what comes of {@link #combine} has to be
 * compared with the hash of the secret, and a share with its commitment.
 */
public final class SecretSharing {
  /** The smallest threshold: with 1, each share would be the secret. */
  public static final int LEAST_THRESHOLD = 2;

  private static final ShamirSecretSplitter.Algorithm FIELD = ShamirSecretSplitter.Algorithm.AES;

  private final CryptoProviders providers;
  private final SecureRandom random;

  /** A splitter; {@code providers} has its randomness, and what derives the keys of secrets. */
  public SecretSharing(CryptoProviders providers) {
    this.providers = providers;
    this.random = providers.random();
  }

  /**
   * Splits {@code secret} into shares with the indices from 1 to {@code count}.
   *
   * @param threshold how many of them make the secret: at least 2, at most {@code count}
   * @param count at most 255
   * @throws IllegalArgumentException where either is out of range
   * @throws io.novakms.model.KmsException of kind UNAVAILABLE where the secret was destroyed
   */
  public List<SecretShare> split(MasterSecret secret, int threshold, int count) {
    if (threshold < LEAST_THRESHOLD || threshold > count || count > SecretShare.MAX_INDEX) {
      throw new IllegalArgumentException("2 <= threshold <= shares <= 255");
    }
    byte[] bytes = secret.copy();
    try {
      ShamirSplitSecretShare[] parts =
          ShamirSecretSplitter.getInstance(FIELD, bytes.length, random)
              .resplit(bytes, threshold, count)
              .getSecretShares();
      List<SecretShare> shares = new ArrayList<>(count);
      for (int i = 0; i < parts.length; i++) {
        byte[] part = parts[i].getEncoded();
        shares.add(SecretShare.of(i + 1, part));
        Arrays.fill(part, (byte) 0);
      }
      return List.copyOf(shares);
    } catch (IOException e) {
      throw new IllegalStateException("the secret could not be split", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * What {@code shares} make. It is the secret only where they are as many as the threshold, and
   * all of one splitting; else it is some other value.
   *
   * @throws IllegalArgumentException where they are fewer than two or two have one index, and in
   *     the one case of 2^256 that they make zeros
   * @throws IllegalStateException where one was destroyed
   */
  public MasterSecret combine(Collection<SecretShare> shares) {
    if (shares.size() < LEAST_THRESHOLD
        || shares.stream().mapToInt(SecretShare::index).distinct().count() < shares.size()) {
      throw new IllegalArgumentException("two shares or more are needed, each with its own index");
    }
    byte[] secret = combined(shares);
    try {
      return MasterSecret.of(secret, providers);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] combined(Collection<SecretShare> shares) {
    ShamirSplitSecretShare[] parts =
        shares.stream().map(SecretSharing::part).toArray(ShamirSplitSecretShare[]::new);
    try {
      return ShamirSplitSecret.getInstance(FIELD, parts).getSecret();
    } catch (IOException e) {
      throw new IllegalStateException("the shares could not be combined", e);
    }
  }

  private static ShamirSplitSecretShare part(SecretShare share) {
    byte[] bytes = share.copy();
    try {
      return new ShamirSplitSecretShare(bytes, share.index());
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
