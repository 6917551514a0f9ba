package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** HKDF-SHA256 against RFC 5869, appendix A. */
@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class HkdfTest {
  private final Hkdf hkdf;

  HkdfTest(CryptoProviders providers) {
    this.hkdf = new Hkdf(providers);
  }

  @Test
  void basicCaseIsTheRfcs() {
    assertThat(
            derive(
                "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
                "000102030405060708090a0b0c",
                "f0f1f2f3f4f5f6f7f8f9",
                42))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  @Test
  void longCaseIsTheRfcs() {
    assertThat(derive(sequence(0x00, 80), sequence(0x60, 80), sequence(0xb0, 80), 82))
        .isEqualTo(
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac78272"
                + "71cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3"
                + "434f1d87");
  }

  @Test
  void noSaltAndNoInfoIsTheRfcs() {
    assertThat(derive("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "", 42))
        .isEqualTo(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  }

  @Test
  void shorterOutputIsThePrefixOfTheLonger() {
    String longest = derive("aa", "bb", "cc", Hkdf.MAX_BYTES);

    assertThat(longest).hasSize(2 * Hkdf.MAX_BYTES).startsWith(derive("aa", "bb", "cc", 1));
  }

  @Test
  void lengthOutOfRangeIsRefused() {
    assertThatThrownBy(() -> derive("aa", "bb", "cc", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> derive("aa", "bb", "cc", Hkdf.MAX_BYTES + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String derive(String ikm, String salt, String info, int length) {
    return Hex.encode(hkdf.derive(Hex.decode(ikm), Hex.decode(salt), Hex.decode(info), length));
  }

  private static String sequence(int first, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return Hex.encode(bytes);
  }
}
