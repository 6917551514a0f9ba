package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.WalletKey;
import io.novakms.crypto.WalletSignature;
import io.novakms.model.Hex;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That a signed transaction is the one that was asked for; its encoding is in the contract. */
class Eip1559Test {
  private final WalletKey key = WalletKey.generate(CryptoProviders.available());

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
