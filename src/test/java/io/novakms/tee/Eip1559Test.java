package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Keccak;
import io.novakms.crypto.WalletKey;
import io.novakms.crypto.WalletSignature;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The encoding of transactions, and that a signed transaction is the one that was asked for. */
class Eip1559Test {
  private final WalletKey key = WalletKey.generate(CryptoProviders.available());

  /** Encodings put together by hand, by the rules of RLP (Yellow Paper, appendix B). */
  static Stream<Arguments> encodings() {
    Wallet to = Wallet.parse("00000000000000000000000000000000000000ff");
    String toItem = "94" + "00".repeat(19) + "ff";
    return Stream.of(
        arguments(
            TeeContractTest.transaction(1, 127, 128, 255, 256, to, 0, new byte[] {0}),
            "01" + "7f" + "8180" + "81ff" + "820100" + toItem + "80" + "00" + "c0",
            "e1",
            "e4"),
        arguments(
            TeeContractTest.transaction(5, 0, 2, 3, 4, to, 1024, new byte[55]),
            "05" + "80" + "02" + "03" + "04" + toItem + "820400" + "b7" + "00".repeat(55) + "c0",
            "f856",
            "f859"),
        arguments(
            TeeContractTest.transaction(5, 0, 2, 3, 4, to, 1024, new byte[56]),
            "05" + "80" + "02" + "03" + "04" + toItem + "820400" + "b838" + "00".repeat(56) + "c0",
            "f858",
            "f85b"));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void encodingIsTheOneOfTheSpecification(
      UnsignedTransaction transaction, String fields, String list, String signedList) {
    byte[] rs = new byte[64];
    rs[31] = 1;
    rs[63] = 2;

    assertThat(Eip1559.signingHash(transaction))
        .isEqualTo(Keccak.hash(Hex.decode("02" + list + fields)));
    assertThat(Hex.encode(raw(transaction, new WalletSignature(rs, 0))))
        .isEqualTo("02" + signedList + fields + "80" + "01" + "02");
  }

  @Test
  void negativeNumberIsRejected() {
    Wallet to = Wallet.parse("00000000000000000000000000000000000000ff");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TeeContractTest.transaction(1, 0, 0, 0, 0, to, -1, new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TeeContractTest.transaction(-1, 0, 0, 0, 0, to, 0, new byte[0]));
  }

  @Test
  void deeplyNestedListIsRejected() {
    UnsignedTransaction transaction = TeeContractTest.transactions().findFirst().orElseThrow();
    byte[] nested = new byte[1_000_000];
    nested[0] = 2;
    for (int i = 1; i + 4 <= nested.length; i += 4) {
      int left = nested.length - i - 4;
      nested[i] = (byte) 0xfa;
      nested[i + 1] = (byte) (left >> 16);
      nested[i + 2] = (byte) (left >> 8);
      nested[i + 3] = (byte) left;
    }

    assertThatIllegalArgumentException().isThrownBy(() -> Eip1559.signatureOf(transaction, nested));
  }

  @ParameterizedTest
  @MethodSource("io.novakms.tee.TeeContractTest#transactions")
  void signatureIsReadFromTheTransactionThatWasAskedFor(UnsignedTransaction transaction) {
    WalletSignature signature = key.sign(Eip1559.signingHash(transaction));

    assertThat(Eip1559.signatureOf(transaction, raw(transaction, signature)).hex())
        .isEqualTo(signature.hex());
  }

  @Test
  void signatureWithShortNumbersIsRead() {
    UnsignedTransaction transaction = TeeContractTest.transactions().findFirst().orElseThrow();
    for (int length = 1; length <= 32; length++) {
      byte[] rs = new byte[64];
      rs[32 - length] = 1;
      rs[64 - Math.min(length, 31)] = 2;
      WalletSignature signature = new WalletSignature(rs, length % 2);

      assertThat(Eip1559.signatureOf(transaction, raw(transaction, signature)).hex())
          .isEqualTo(signature.hex());
    }
  }

  @Test
  void anyFlippedBitOutsideTheSignatureIsRefused() {
    UnsignedTransaction transaction = TeeContractTest.transactions().findFirst().orElseThrow();
    byte[] raw = raw(transaction, key.sign(Eip1559.signingHash(transaction)));
    int unsignedBytes = raw.length - 67;

    for (int bit = 0; bit < 8 * unsignedBytes; bit++) {
      byte[] altered = TeeContractTest.flip(raw, bit);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Eip1559.signatureOf(transaction, altered));
    }
  }

  @Test
  void cutOrLengthenedTransactionIsRefused() {
    UnsignedTransaction transaction = TeeContractTest.transactions().findFirst().orElseThrow();
    byte[] raw = raw(transaction, key.sign(Eip1559.signingHash(transaction)));

    for (int length = 0; length < raw.length; length++) {
      byte[] cut = Arrays.copyOf(raw, length);
      assertThatIllegalArgumentException().isThrownBy(() -> Eip1559.signatureOf(transaction, cut));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Eip1559.signatureOf(transaction, Arrays.copyOf(raw, raw.length + 1)));
  }

  private static byte[] raw(UnsignedTransaction transaction, WalletSignature signature) {
    return Hex.decode(Eip1559.signed(transaction, signature).rawTransaction());
  }
}
