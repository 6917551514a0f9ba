package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.novakms.crypto.WalletKey;
import io.novakms.model.KmsException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofOfPossessionTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
  private static final WalletKey ALICE = TestNode.key(1);
  private static final WalletKey MALLORY = TestNode.key(2);
  private static final String NOT_PROVEN = "the signature proves nothing here";

  private final TestNode node = new TestNode(TestNode.key(3).wallet(), NOW);

  @ParameterizedTest
  @EnumSource(CallerKind.class)
  void callerThatSignedIsProven(CallerKind kind) {
    Credentials credentials = node.sign(kind, ALICE, node.nonce());

    Proof proof = node.proofs.verify(kind, credentials);

    assertThat(proof.wallet()).isEqualTo(ALICE.wallet());
    assertThat(proof.kind()).isEqualTo(kind);
    assertThat(proof.signature()).isEqualTo(credentials.signature());
  }

  @Test
  void walletNeedNotBeSent() {
    Credentials credentials = withWallet(node.sign(CallerKind.APP, ALICE, node.nonce()), null);

    assertThat(node.proofs.verify(CallerKind.APP, credentials).wallet()).isEqualTo(ALICE.wallet());
  }

  @Test
  void walletMayBeSentInAnyForm() {
    String bare = ALICE.wallet().toString().substring(2).toUpperCase(Locale.ROOT);
    Credentials credentials = withWallet(node.sign(CallerKind.APP, ALICE, node.nonce()), bare);

    assertThat(node.proofs.verify(CallerKind.APP, credentials)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "0x00", "alice", "0x2c2b275ead562aa93bf85cb657aff4e376fef26d"})
  void walletOfAnotherCallerIsRefusedAndUsesNothingUp(String wallet) {
    Credentials good = node.sign(CallerKind.APP, ALICE, node.nonce());

    assertRefused(withWallet(good, wallet)).withMessageStartingWith(NOT_PROVEN);
    assertThat(node.proofs.verify(CallerKind.APP, good)).isNotNull();
  }

  @Test
  void replayIsRefused() {
    Credentials credentials = node.sign(CallerKind.APP, ALICE, node.nonce());
    node.proofs.verify(CallerKind.APP, credentials);

    assertRefused(credentials).withMessageStartingWith(NOT_PROVEN);
  }

  @Test
  void nonceServesOneCallerOnly() {
    String nonce = node.nonce();
    node.proofs.verify(CallerKind.APP, node.sign(CallerKind.APP, ALICE, nonce));

    assertRefused(node.sign(CallerKind.APP, MALLORY, nonce)).withMessageStartingWith(NOT_PROVEN);
  }

  @Test
  void ofManyRequestsWithOneNonceAtOnceOnePasses() throws Exception {
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 20; round++) {
        Credentials credentials = node.sign(CallerKind.APP, ALICE, node.nonce());
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<Boolean> request =
            () -> {
              together.await();
              try {
                return node.proofs.verify(CallerKind.APP, credentials) != null;
              } catch (KmsException e) {
                return false;
              }
            };
        int passed = 0;
        for (Future<Boolean> result : executor.invokeAll(Collections.nCopies(threads, request))) {
          passed += result.get() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(1);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void nonceThatThisNodeDidNotIssueIsRefused() {
    TestNode other = new TestNode(node.wallet, NOW);

    assertRefused(node.sign(CallerKind.APP, ALICE, other.nonce()))
        .withMessageStartingWith(NOT_PROVEN);
  }

  @Test
  void nonceIsRefusedOnceItHasExpired() {
    Credentials credentials = node.sign(CallerKind.APP, ALICE, node.nonce());
    node.ticker.advance(TestNode.TIMEOUT.plusNanos(1));

    assertRefused(credentials).withMessageStartingWith(NOT_PROVEN);
  }

  @Test
  void signatureForAnotherRecipientIsRefusedAndUsesNothingUp() {
    TestNode recipient = new TestNode(TestNode.key(4).wallet(), NOW);
    String nonce = node.nonce();

    assertRefused(recipient.sign(CallerKind.APP, ALICE, nonce)).withMessageStartingWith(NOT_PROVEN);
    assertThat(node.proofs.verify(CallerKind.APP, node.sign(CallerKind.APP, ALICE, nonce)))
        .isNotNull();
  }

  @Test
  void headersSwappedBetweenRequestsAreRefused() {
    Credentials one = node.sign(CallerKind.APP, ALICE, node.nonce());
    node.setTime(NOW.plusSeconds(1));
    Credentials other = node.sign(CallerKind.APP, MALLORY, node.nonce());

    assertRefused(new Credentials(one.signature(), other.nonce(), one.timestamp(), one.wallet()));
    assertRefused(new Credentials(one.signature(), one.nonce(), other.timestamp(), one.wallet()));
    assertRefused(new Credentials(one.signature(), one.nonce(), one.timestamp(), other.wallet()));
    assertRefused(new Credentials(other.signature(), one.nonce(), one.timestamp(), one.wallet()));
    assertThat(node.proofs.verify(CallerKind.APP, one)).isNotNull();
    assertThat(node.proofs.verify(CallerKind.APP, other)).isNotNull();
  }

  @Test
  void signatureOverSwappedHeadersSpeaksForNoKnownWallet() {
    Credentials one = node.sign(CallerKind.APP, ALICE, node.nonce());
    Credentials swapped =
        new Credentials(one.signature(), node.nonce(), one.timestamp(), Optional.empty());

    // Without a wallet to compare with, it has some signer: but not the one whose signature it was.
    assertThat(node.proofs.verify(CallerKind.APP, swapped).wallet()).isNotEqualTo(ALICE.wallet());
    assertThat(node.proofs.verify(CallerKind.APP, one).wallet()).isEqualTo(ALICE.wallet());
  }

  @Test
  void nextNonceOfAnotherCallerIsRefusedAndStaysValid() {
    Proof alice =
        node.proofs.verify(CallerKind.APP, node.sign(CallerKind.APP, ALICE, node.nonce()));
    String next = node.nonces.issueNext(alice);

    assertRefused(node.sign(CallerKind.APP, MALLORY, next)).withMessageStartingWith(NOT_PROVEN);
    assertRefused(withWallet(node.sign(CallerKind.APP, MALLORY, next), null));
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(
            () -> node.proofs.verify(CallerKind.PEER, node.sign(CallerKind.PEER, ALICE, next)));
    assertThat(node.proofs.verify(CallerKind.APP, node.sign(CallerKind.APP, ALICE, next)))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {-120, -1, 0, 1, 120})
  void timeWithinTheTimeoutIsAccepted(long offset) {
    String timestamp = Long.toString(NOW.getEpochSecond() + offset);

    assertThat(
            node.proofs.verify(
                CallerKind.APP, node.sign(CallerKind.APP, ALICE, node.nonce(), timestamp)))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {-100_000_000, -3600, -121, 121, 3600, 100_000_000, 998_000_000_000L})
  void staleAndFutureTimesAreRefusedAndUseNothingUp(long offset) {
    String nonce = node.nonce();
    String timestamp = Long.toString(NOW.getEpochSecond() + offset);

    assertRefused(node.sign(CallerKind.APP, ALICE, nonce, timestamp))
        .withMessageContaining(
            "x-app-timestamp is %d seconds %s this node's clock, which says 1767225600",
            Math.abs(offset), offset > 0 ? "ahead of" : "behind")
        .withMessageContaining("at most 120 are allowed");
    assertThat(node.proofs.verify(CallerKind.APP, node.sign(CallerKind.APP, ALICE, nonce)))
        .isNotNull();
  }

  @Test
  void fractionOfASecondBeyondTheTimeoutIsRefused() {
    Credentials credentials = node.sign(CallerKind.APP, ALICE, node.nonce());
    node.setTime(NOW.plus(TestNode.TIMEOUT).plus(Duration.ofMillis(1)));

    assertRefused(credentials);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "-1",
        "-1767225600",
        "+1767225600",
        "01767225600",
        "1767225600.0",
        "1767225600 ",
        " 1767225600",
        "1e9",
        "1.7672256e9",
        "0x69554e80",
        "1767225600000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "NaN",
        "now",
        "1_767_225_600",
        "\u0661\u0667\u0666\u0667\u0662\u0662\u0665\u0666\u0660\u0660",
        "999999999999999999999999999999999999999999999999"
      })
  void timeThatIsNoDecimalNumberIsRefused(String timestamp) {
    assertRefused(node.sign(CallerKind.APP, ALICE, node.nonce(), timestamp));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AAECAwQFBgcICQoLDA0=",
        "AAECAwQFBgcICQoLDA0OD/8=",
        "AAECAwQFBgcICQoLDA0ODxAR",
        "AA==",
        "x",
        "000102030405060708090a0b0c0d0e0f"
      })
  void nonceOfAnotherLengthIsRefused(String nonce) {
    assertRefused(node.sign(CallerKind.APP, ALICE, nonce))
        .withMessage("x-app-nonce must be a nonce of GET /nonce as sent");
  }

  @Test
  void sameNonceInAnotherSpellingIsRefused() {
    String nonce = node.nonce("/////////////////////w==");
    String unpadded = nonce.substring(0, 22);
    String urlSafe = nonce.replace('/', '_');
    String otherTail = nonce.replace("w==", "x==");

    for (String spelling : Set.of(unpadded, urlSafe, otherTail)) {
      assertRefused(node.sign(CallerKind.APP, ALICE, spelling));
    }
    assertThat(node.proofs.verify(CallerKind.APP, node.sign(CallerKind.APP, ALICE, nonce)))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "0xzz", "0x00", "signature"})
  void malformedSignatureIsRefusedAndUsesNothingUp(String signature) {
    Credentials good = node.sign(CallerKind.APP, ALICE, node.nonce());

    assertRefused(new Credentials(signature, good.nonce(), good.timestamp(), good.wallet()))
        .withMessageContaining("x-app-signature must be 65 bytes");
    assertThat(node.proofs.verify(CallerKind.APP, good)).isNotNull();
  }

  @Test
  void signatureWithoutASignerIsRefusedLikeAnyOther() {
    // r = 5 is not the x of any point on the curve.
    String noPoint = "0x" + String.format("%064x", 5) + String.format("%064x", 1) + "1b";
    Credentials good = node.sign(CallerKind.APP, ALICE, node.nonce());

    assertRefused(new Credentials(noPoint, good.nonce(), good.timestamp(), Optional.empty()))
        .withMessageStartingWith(NOT_PROVEN);
    assertThat(node.proofs.verify(CallerKind.APP, good)).isNotNull();
  }

  @Test
  void answersDoNotTellWhetherANonceExists() {
    Set<String> messages = new HashSet<>();
    Credentials used = node.sign(CallerKind.APP, ALICE, node.nonce());
    Proof alice = node.proofs.verify(CallerKind.APP, used);
    String unknown = new TestNode(node.wallet, NOW).nonce();
    String unused = node.nonce();
    String next = node.nonces.issueNext(alice);

    messages.add(refusal(used));
    messages.add(refusal(node.sign(CallerKind.APP, MALLORY, unknown)));
    messages.add(refusal(node.sign(CallerKind.APP, MALLORY, next)));
    messages.add(
        refusal(withWallet(node.sign(CallerKind.APP, MALLORY, unused), ALICE.wallet().toString())));

    assertThat(messages).hasSize(1);
  }

  private String refusal(Credentials credentials) {
    try {
      node.proofs.verify(CallerKind.APP, credentials);
    } catch (KmsException e) {
      return e.kind() + " " + e.code() + " " + e.getMessage();
    }
    throw new AssertionError("accepted");
  }

  @Test
  void refusalTellsApartForWhatItWas() {
    Credentials good = node.sign(CallerKind.APP, ALICE, node.nonce());

    assertThat(flaw(node.sign(CallerKind.APP, ALICE, "no nonce")))
        .isEqualTo(UnprovenException.Flaw.MALFORMED);
    assertThat(flaw(node.sign(CallerKind.APP, ALICE, node.nonce(), "1000000000")))
        .isEqualTo(UnprovenException.Flaw.WRONG_TIME);
    assertThat(flaw(withWallet(good, "no wallet"))).isEqualTo(UnprovenException.Flaw.NOT_PROVEN);
  }

  private UnprovenException.Flaw flaw(Credentials credentials) {
    UnprovenException refusal =
        catchThrowableOfType(
            UnprovenException.class, () -> node.proofs.verify(CallerKind.APP, credentials));
    return refusal.flaw();
  }

  private ThrowableAssertAlternative<KmsException> assertRefused(Credentials credentials) {
    return assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> node.proofs.verify(CallerKind.APP, credentials))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED));
  }

  private static Credentials withWallet(Credentials credentials, String wallet) {
    return new Credentials(
        credentials.signature(),
        credentials.nonce(),
        credentials.timestamp(),
        Optional.ofNullable(wallet));
  }
}
