package io.novakms.auth;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.WalletKey;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** A node whose time and nonces a test decides, and callers that sign for it. */
final class TestNode {
  static final Duration TIMEOUT = Duration.ofSeconds(120);
  static final Eip191 SIGNATURES = new Eip191(CryptoProviders.available());

  final Wallet wallet;
  final ManualTicker ticker = new ManualTicker();
  final NonceStore nonces;
  final ProofOfPossession proofs;
  private final ChosenRandom random = new ChosenRandom();
  private Instant now;

  TestNode(Wallet wallet, Instant now) {
    this.wallet = wallet;
    this.now = now;
    this.nonces = new NonceStore(1_000, TIMEOUT, ticker, random);
    this.proofs = new ProofOfPossession(() -> wallet, SIGNATURES, nonces, clock(), TIMEOUT);
  }

  static WalletKey key(String hex) {
    return WalletKey.of(Hex.decode(hex), CryptoProviders.available());
  }

  /** The key number {@code number}. */
  static WalletKey key(int number) {
    return key(String.format("%064x", number));
  }

  /** An anonymous nonce. */
  String nonce() {
    return nonces.issue(Clients.client("192.0.2.1"));
  }

  /** An anonymous nonce, which is {@code text}. */
  String nonce(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    random.chosen.add(bytes.getLong());
    random.chosen.add(bytes.getLong());
    return nonce();
  }

  String timestamp() {
    return Long.toString(now.getEpochSecond());
  }

  void setTime(Instant time) {
    now = time;
  }

  /** What an honest caller sends now. */
  Credentials sign(CallerKind kind, WalletKey key, String nonce) {
    return sign(kind, key, nonce, timestamp());
  }

  Credentials sign(CallerKind kind, WalletKey key, String nonce, String timestamp) {
    String message = ProofOfPossession.message(kind, nonce, wallet, timestamp);
    return new Credentials(
        SIGNATURES.sign(key, message), nonce, timestamp, Optional.of(key.wallet().toString()));
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private static final class ChosenRandom implements RandomGenerator {
    final Queue<Long> chosen = new ArrayDeque<>();
    private final RandomGenerator other = RandomGenerator.getDefault();

    @Override
    public long nextLong() {
      return chosen.isEmpty() ? other.nextLong() : chosen.remove();
    }
  }
}
