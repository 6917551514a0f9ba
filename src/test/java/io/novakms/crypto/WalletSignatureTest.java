package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalletSignatureTest {
  // Half of the order of secp256k1 (SEC 2, 2.4.1), rounded down, is the largest low s (EIP-2).
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000001, true",
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0, true",
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1, false",
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140, false"
  })
  void transactionTakesTheLowerHalfOfS(String s, boolean low) {
    String r = "0".repeat(63) + "1";

    assertThat(WalletSignature.parse("0x" + r + s + "00").hasLowS()).isEqualTo(low);
  }
}
