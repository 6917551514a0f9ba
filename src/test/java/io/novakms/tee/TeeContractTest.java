package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.EnvelopeCipher;
import io.novakms.crypto.P384;
import io.novakms.crypto.P384KeyPair;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Hash;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;

/** What every {@link Tee} does, whatever is behind it. */
abstract class TeeContractTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final byte[] NONCE = Hex.decode("000102030405060708090a0b");

  private final P384KeyPair other = new P384(PROVIDERS).generate();
  private final EnvelopeCipher others = new EnvelopeCipher(PROVIDERS, other);

  /** The TEE under test. */
  abstract Tee tee();

  @Test
  void identityIsConstant() {
    assertThat(tee().wallet()).isEqualTo(tee().wallet());
    assertThat(tee().publicKey()).isEqualTo(tee().publicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NovaKMS:Auth:abc:0x00:1", "подпись 鍵 \uD83D\uDD11", "line\nline"})
  void signatureNamesTheWallet(String message) {
    String signature = tee().sign(message);

    assertThat(signature).matches("0x[0-9a-f]{128}(00|01)");
    assertThat(new Eip191(PROVIDERS).recover(message, signature)).isEqualTo(tee().wallet());
  }

  @ParameterizedTest
  @MethodSource("transactions")
  void signedTransactionIsTheOneAskedForAndFromTheWallet(UnsignedTransaction asked)
      throws SignatureException {
    SignedTransaction signed = tee().signTransaction(asked);

    SignedRawTransaction raw =
        (SignedRawTransaction) TransactionDecoder.decode(signed.rawTransaction());
    Transaction1559 got = (Transaction1559) raw.getTransaction();
    assertThat(raw.getFrom()).isEqualTo(tee().wallet().address());
    assertThat(got.getChainId()).isEqualTo(asked.chainId());
    assertThat(got.getNonce()).isEqualTo(asked.nonce());
    assertThat(got.getMaxPriorityFeePerGas()).isEqualTo(asked.maxPriorityFeePerGas());
    assertThat(got.getMaxFeePerGas()).isEqualTo(asked.maxFeePerGas());
    assertThat(got.getGasLimit()).isEqualTo(asked.gasLimit());
    assertThat(got.getTo()).isEqualTo(asked.to().address());
    assertThat(got.getValue()).isEqualTo(asked.value());
    assertThat(Hex.decode(got.getData())).isEqualTo(asked.data());
    assertThat(signed.transactionHash()).isEqualTo(Hash.sha3(signed.rawTransaction()));
  }

  static Stream<UnsignedTransaction> transactions() {
    Wallet to = Wallet.parse("00000000000000000000000000000000000000ff");
    return Stream.of(
        transaction(31337, 0, 0, 0, 21000, to, 0, new byte[0]),
        transaction(1, 127, 128, 255, 256, to, 1, new byte[] {0}),
        transaction(1, 128, 1, 1, 1, to, 0, new byte[] {(byte) 0x80}),
        transaction(Long.MAX_VALUE, 1, 2, 3, 4, to, Long.MAX_VALUE, new byte[36]),
        transaction(5, 1, 2, 3, 4, to, 5, new byte[55]),
        transaction(5, 1, 2, 3, 4, to, 5, new byte[56]),
        transaction(5, 1, 2, 3, 4, to, 5, new byte[70_000]));
  }

  static UnsignedTransaction transaction(
      long chain, long nonce, long tip, long fee, long gas, Wallet to, long wei, byte[] data) {
    return new UnsignedTransaction(
        chain, big(nonce), big(tip), big(fee), big(gas), to, big(wei), data);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 31, 32, 33, 100})
  void randomBytesAreAsManyAsAskedForAndNeverTheSame(int length) {
    byte[] random = tee().random(length);

    assertThat(random).hasSize(length);
    if (length >= 12) {
      assertThat(tee().random(length)).isNotEqualTo(random);
    }
  }

  @ParameterizedTest
  @MethodSource("plaintexts")
  void receiverDecryptsWhatTheTeeEncrypted(String plaintext) {
    Sealed sealed = tee().encrypt(other.publicKey(), plaintext);

    assertThat(others.decrypt(tee().publicKey(), sealed.nonce(), sealed.ciphertext()))
        .isEqualTo(utf8(plaintext));
  }

  @ParameterizedTest
  @MethodSource("plaintexts")
  void teeDecryptsWhatASenderEncrypted(String plaintext) {
    assertThat(tee().decrypt(other.publicKey(), sealedByOther(NONCE, plaintext)))
        .isEqualTo(plaintext);
  }

  static Stream<String> plaintexts() {
    return Stream.of(
        "", "{}", "{\"key\":\"ключ 鍵 \uD83D\uDD11\"}", "\u0000\u001f\"\\", "x".repeat(3_000_000));
  }

  @Test
  void everyEncryptionHasItsOwnNonce() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      nonces.add(Hex.encode(tee().encrypt(other.publicKey(), "{}").nonce()));
    }

    assertThat(nonces).hasSize(100);
  }

  @Test
  void anyFlippedBitOfNonceOrCiphertextIsRefused() {
    Sealed sealed = sealedByOther(NONCE, "{\"a\":1}");

    for (int bit = 0; bit < 8 * sealed.nonce().length; bit++) {
      assertRefused(other.publicKey(), new Sealed(flip(sealed.nonce(), bit), sealed.ciphertext()));
    }
    for (int bit = 0; bit < 8 * sealed.ciphertext().length; bit++) {
      assertRefused(other.publicKey(), new Sealed(sealed.nonce(), flip(sealed.ciphertext(), bit)));
    }
    assertThat(tee().decrypt(other.publicKey(), sealed)).isEqualTo("{\"a\":1}");
  }

  @Test
  void anotherSendersKeyIsRefused() {
    TeePublicKey third = new P384(PROVIDERS).generate().publicKey();

    assertRefused(third, sealedByOther(NONCE, "{}"));
  }

  @Test
  void repeatedNonceOfOneSenderIsRefused() {
    Sealed sealed = sealedByOther(NONCE, "{}");
    tee().decrypt(other.publicKey(), sealed);

    assertRefused(other.publicKey(), sealed);
  }

  @Test
  void sameNonceOfAnotherSenderIsAccepted() {
    P384KeyPair third = new P384(PROVIDERS).generate();
    byte[] ciphertext =
        new EnvelopeCipher(PROVIDERS, third).encrypt(tee().publicKey(), NONCE, utf8("{}"));
    tee().decrypt(other.publicKey(), sealedByOther(NONCE, "{}"));

    assertThat(tee().decrypt(third.publicKey(), new Sealed(NONCE, ciphertext))).isEqualTo("{}");
  }

  @Test
  void manyThreadsShareOneTee() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String text = "message " + i;
        calls.add(threads.submit(() -> signsAndSealsRightly(text)));
      }
      for (Future<Boolean> call : calls) {
        assertThat(call.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean signsAndSealsRightly(String text) {
    Sealed sealed = tee().encrypt(other.publicKey(), text);
    byte[] opened = others.decrypt(tee().publicKey(), sealed.nonce(), sealed.ciphertext());
    Wallet signer = new Eip191(PROVIDERS).recover(text, tee().sign(text));
    return new String(opened, StandardCharsets.UTF_8).equals(text) && signer.equals(tee().wallet());
  }

  private void assertRefused(TeePublicKey sender, Sealed sealed) {
    KmsException refusal =
        catchThrowableOfType(KmsException.class, () -> tee().decrypt(sender, sealed));
    assertThat(refusal).isNotNull();
    assertThat(refusal.kind()).isEqualTo(KmsException.Kind.BAD_REQUEST);
  }

  private Sealed sealedByOther(byte[] nonce, String plaintext) {
    return new Sealed(nonce, others.encrypt(tee().publicKey(), nonce, utf8(plaintext)));
  }

  static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
