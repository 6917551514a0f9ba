package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.WalletSignature;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.transport.CapsuleHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link CapsuleTee} makes of a Capsule API that lies, breaks or hangs. */
@Timeout(60)
class LyingCapsuleTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String SIGN = "/v1/eth/sign";
  private static final String SIGN_TX = "/v1/eth/sign-tx";
  private static final String ENCRYPT = "/v1/encryption/encrypt";
  private static final String DECRYPT = "/v1/encryption/decrypt";

  private final KeystoreTee honest = new KeystoreTee(TeeKeys.generate(PROVIDERS), PROVIDERS);
  private final KeystoreTee other = new KeystoreTee(TeeKeys.generate(PROVIDERS), PROVIDERS);
  private FakeCapsule capsule;
  private CapsuleTee tee;

  @BeforeEach
  void start() throws IOException {
    capsule = new FakeCapsule();
    tee = new CapsuleTee(capsule.url(), Duration.ofSeconds(20), PROVIDERS, CapsuleHttp::new);
    capsule.answer("/v1/eth/address", JSON.objectNode().put("address", honest.wallet().address()));
    capsule.answer(
        "/v1/encryption/public_key",
        JSON.objectNode().put("public_key_der", "0x" + honest.publicKey().hex()));
  }

  @AfterEach
  void stop() {
    capsule.close();
  }

  @Test
  void identityIsAskedForOnce() {
    for (int i = 0; i < 5; i++) {
      assertThat(tee.wallet()).isEqualTo(honest.wallet());
      assertThat(tee.publicKey()).isEqualTo(honest.publicKey());
    }

    assertThat(capsule.calls("/v1/eth/address")).isOne();
    assertThat(capsule.calls("/v1/encryption/public_key")).isOne();
  }

  @Test
  void identityIsAskedForAgainAfterAFailure() {
    capsule.answer("/v1/eth/address", 500, "");
    assertFails(CapsuleTee::wallet);
    capsule.answer("/v1/eth/address", JSON.objectNode().put("address", honest.wallet().address()));

    assertThat(tee.wallet()).isEqualTo(honest.wallet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{",
        "[]",
        "null",
        "{}",
        "{\"address\":null}",
        "{\"address\":5}",
        "{\"address\":\"\"}",
        "{\"address\":\"0x12\"}",
        "{\"address\":\"0x00000000000000000000000000000000000000ff\"} trailing"
      })
  void malformedAnswerFails(String body) {
    capsule.answer("/v1/eth/address", 200, body);

    assertFails(CapsuleTee::wallet);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 400, 401, 404, 500, 503})
  void otherStatusFails(int status) {
    capsule.answer("/v1/eth/address", status, "");

    assertFails(CapsuleTee::wallet);
  }

  @Test
  void redirectIsNotFollowed() {
    capsule.answer(
        "/v1/random",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
        });

    assertFails(tee -> tee.random(32));
    assertThat(capsule.calls("/elsewhere")).isZero();
  }

  @Test
  void whatTheOtherSideSaysIsNotRepeated() {
    capsule.answer("/v1/eth/address", 500, "{\"error\":\"private text\"}");

    assertThatThrownBy(tee::wallet).hasMessageNotContaining("private text");
  }

  @Test
  void publicKeyOffTheCurveFails() {
    byte[] key = honest.publicKey().spki();
    key[key.length - 1] ^= 1;
    String offCurve = Hex.encode(key);
    capsule.answer("/v1/encryption/public_key", JSON.objectNode().put("public_key_der", offCurve));

    assertFails(CapsuleTee::publicKey);
  }

  @Test
  void signatureOfThisWalletIsTakenInEveryFormAndGivenInOne() {
    String canonical = honest.sign("text");
    byte[] ethereum = Hex.decode(canonical);
    assertThat(ethereum[64]).isIn((byte) 0, (byte) 1);
    ethereum[64] += 27;
    capsule.answer(SIGN, signature(Hex.encode(ethereum)));

    assertThat(tee.sign("text")).isEqualTo(canonical);
  }

  @Test
  void signatureOfAnotherWalletOrTextFails() {
    capsule.answer(SIGN, signature(other.sign("text")));
    assertFails(tee -> tee.sign("text"));
    capsule.answer(SIGN, signature(honest.sign("another text")));
    assertFails(tee -> tee.sign("text"));
  }

  @Test
  void firstProofIsVerified() {
    capsule.answer(SIGN, signature(other.sign("text")));

    assertFails(tee -> tee.signProof("text"));
    assertFails(tee -> tee.signProof("text"));
  }

  @Test
  void wrongSignaturesOfProofsAreNoticedWithin64() {
    capsule.answer(SIGN, signature(honest.sign("text")));
    tee.signProof("text");
    capsule.answer(SIGN, signature(other.sign("text")));

    assertThat(proofsUntilRefused()).isLessThanOrEqualTo(64);
    assertFails(tee -> tee.signProof("text"));
  }

  @Test
  void proofAfterAFailureIsVerified() {
    capsule.answer(SIGN, signature(honest.sign("text")));
    tee.signProof("text");
    capsule.answer("/v1/eth/address", 500, "");
    assertFails(CapsuleTee::identityNow);
    capsule.answer(SIGN, signature(other.sign("text")));

    assertFails(tee -> tee.signProof("text"));
  }

  @Test
  void otherSignaturesAreVerifiedEachTime() {
    capsule.answer(SIGN, signature(honest.sign("text")));
    tee.sign("text");
    tee.signProof("text");
    capsule.answer(SIGN, signature(other.sign("text")));

    assertFails(tee -> tee.sign("text"));
  }

  private int proofsUntilRefused() {
    for (int made = 0; made < 1_000; made++) {
      try {
        tee.signProof("text");
      } catch (TeeException e) {
        return made;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void signatureThatIsNoneFails() {
    for (String lie : new String[] {"", "0x", "00".repeat(65), "ff".repeat(65), "zz"}) {
      capsule.answer(SIGN, signature(lie));
      assertFails(tee -> tee.sign("text"));
    }
  }

  @Test
  void signatureWithSInTheUpperHalfIsAsGood() {
    byte[] twin = Hex.decode(honest.sign("text"));
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    byte[] upper = order.subtract(new BigInteger(1, twin, 32, 32)).toByteArray();
    System.arraycopy(upper, upper.length - 32, twin, 32, 32);
    twin[64] ^= 1;
    capsule.answer(SIGN, signature(Hex.encode(twin)));

    assertThat(tee.sign("text")).isEqualTo("0x" + Hex.encode(twin));
  }

  @Test
  void honestTransactionPasses() {
    capsule.answer(SIGN_TX, transaction(honest.signTransaction(asked(7))));

    assertThat(tee.signTransaction(asked(7))).isEqualTo(honest.signTransaction(asked(7)));
  }

  @Test
  void anotherTransactionThanAskedForFails() {
    capsule.answer(SIGN_TX, transaction(honest.signTransaction(asked(8))));

    assertFails(tee -> tee.signTransaction(asked(7)));
  }

  @Test
  void transactionOfAnotherWalletFails() {
    capsule.answer(SIGN_TX, transaction(other.signTransaction(asked(7))));

    assertFails(tee -> tee.signTransaction(asked(7)));
  }

  @Test
  void transactionWithSInTheUpperHalfFails() {
    byte[] raw = Hex.decode(honest.signTransaction(asked(7)).rawTransaction());
    WalletSignature signature = Eip1559.signatureOf(asked(7), raw);
    byte[] rs = signature.rs().clone();
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    byte[] upper = order.subtract(new BigInteger(1, rs, 32, 32)).toByteArray();
    System.arraycopy(upper, upper.length - 32, rs, 32, 32);
    WalletSignature twin = new WalletSignature(rs, 1 - signature.yParity());
    capsule.answer(SIGN_TX, transaction(Eip1559.signed(asked(7), twin)));

    assertFails(tee -> tee.signTransaction(asked(7)));
  }

  @Test
  void wrongHashOfATransactionFails() {
    SignedTransaction signed = honest.signTransaction(asked(7));
    String wrong = honest.signTransaction(asked(8)).transactionHash();
    capsule.answer(SIGN_TX, transaction(new SignedTransaction(signed.rawTransaction(), wrong)));

    assertFails(tee -> tee.signTransaction(asked(7)));
  }

  @Test
  void anyFlippedBitOfATransactionFails() {
    SignedTransaction signed = honest.signTransaction(asked(7));
    byte[] raw = Hex.decode(signed.rawTransaction());
    for (int bit = 0; bit < 8 * raw.length; bit++) {
      String altered = Hex.encodePrefixed(TeeContractTest.flip(raw, bit));
      capsule.answer(
          SIGN_TX, transaction(new SignedTransaction(altered, signed.transactionHash())));
      assertFails(tee -> tee.signTransaction(asked(7)));
    }
  }

  @Test
  void randomnessThatIsShortOrZeroFails() {
    for (String lie : new String[] {"", "0x", "0x" + "11".repeat(31), "0x" + "00".repeat(32)}) {
      capsule.answer("/v1/random", JSON.objectNode().put("random_bytes", lie));
      assertFails(tee -> tee.random(32));
    }
  }

  @Test
  void encryptionUnderAnotherKeyOrOfAnotherLengthFails() {
    Sealed sealed = honest.encrypt(other.publicKey(), "text");
    ObjectNode honestAnswer =
        JSON.objectNode()
            .put("encrypted_data", Hex.encode(sealed.ciphertext()))
            .put("enclave_public_key", honest.publicKey().hex())
            .put("nonce", Hex.encode(sealed.nonce()));
    capsule.answer(ENCRYPT, honestAnswer);
    assertThat(tee.encrypt(other.publicKey(), "text").nonce()).isEqualTo(sealed.nonce());

    for (ObjectNode lie :
        new ObjectNode[] {
          honestAnswer.deepCopy().put("enclave_public_key", other.publicKey().hex()),
          honestAnswer.deepCopy().put("nonce", "00"),
          honestAnswer.deepCopy().put("encrypted_data", "00".repeat(19)),
          honestAnswer.deepCopy().put("encrypted_data", "00".repeat(21))
        }) {
      capsule.answer(ENCRYPT, lie);
      assertFails(tee -> tee.encrypt(other.publicKey(), "text"));
    }
  }

  @Test
  void plaintextOfAnotherLengthFails() {
    Sealed sealed = other.encrypt(honest.publicKey(), "text");
    capsule.answer(DECRYPT, JSON.objectNode().put("plaintext", "longer text"));

    assertFails(tee -> tee.decrypt(other.publicKey(), sealed));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 409, 422})
  void refusalToDecryptIsTheSendersFault(int status) {
    capsule.answer(DECRYPT, status, "");

    assertThat(kindOfDecrypt()).isEqualTo(KmsException.Kind.BAD_REQUEST);
  }

  @Test
  void refusalForTheLengthIsNoFaultOfTheTee() {
    capsule.answer(DECRYPT, 413, "");

    assertThat(kindOfDecrypt()).isEqualTo(KmsException.Kind.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 408, 429, 500, 502})
  void troubleWhileDecryptingIsTheTees(int status) {
    capsule.answer(DECRYPT, status, "");

    assertThat(kindOfDecrypt()).isEqualTo(KmsException.Kind.UNAVAILABLE);
  }

  @Test
  void answerWithoutEndIsCutOff() {
    CountDownLatch cutOff = new CountDownLatch(1);
    capsule.answer(
        "/v1/eth/address",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
              out.write(new byte[10_000]);
            }
          } catch (IOException e) {
            cutOff.countDown();
            throw e;
          }
        });

    assertThatThrownBy(tee::wallet)
        .isInstanceOf(TeeException.class)
        .hasRootCauseMessage("the answer is longer than 65536 bytes");
    assertThat(awaits(cutOff)).isTrue();
  }

  @Test
  void answerThatTricklesIsGivenUp() {
    capsule.answer(
        "/v1/eth/address",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          awaits(new CountDownLatch(1));
        });

    assertTimesOut(capsule.url());
  }

  @Test
  void serverThatNeverAnswersIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertTimesOut(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
    }
  }

  @Test
  void serverThatIsNotThereFails() {
    capsule.close();

    assertFails(CapsuleTee::wallet);
  }

  @Test
  void slashBehindTheUrlDoesNotMatter() {
    URI url = URI.create(capsule.url() + "/");

    assertThat(new CapsuleTee(url, Duration.ofSeconds(20), PROVIDERS, CapsuleHttp::new).wallet())
        .isEqualTo(honest.wallet());
  }

  @Test
  void interruptedCallerStaysInterrupted() {
    Thread.currentThread().interrupt();

    assertFails(CapsuleTee::wallet);
    assertThat(Thread.interrupted()).isTrue();
  }

  private KmsException.Kind kindOfDecrypt() {
    try {
      tee.decrypt(other.publicKey(), other.encrypt(honest.publicKey(), "text"));
      throw new AssertionError("it was decrypted");
    } catch (KmsException e) {
      return e.kind();
    }
  }

  private void assertFails(Consumer<CapsuleTee> call) {
    assertThatThrownBy(() -> call.accept(tee)).isInstanceOf(TeeException.class);
  }

  private static void assertTimesOut(URI url) {
    CapsuleTee hasty = new CapsuleTee(url, Duration.ofMillis(200), PROVIDERS, CapsuleHttp::new);

    assertThatThrownBy(hasty::wallet)
        .isInstanceOf(TeeException.class)
        .hasMessageContaining("within 200 ms");
  }

  /** Waits for as long as a test may take, or until its server is closed. */
  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static UnsignedTransaction asked(long nonce) {
    return TeeContractTest.transaction(
        31337, nonce, 2, 3, 4, Wallet.of(new byte[20]), 0, new byte[] {1, 2, 3});
  }

  private static JsonNode transaction(SignedTransaction signed) {
    return JSON.objectNode()
        .put("raw_transaction", signed.rawTransaction())
        .put("transaction_hash", signed.transactionHash());
  }

  private static JsonNode signature(String hex) {
    return JSON.objectNode().put("signature", hex);
  }
}
