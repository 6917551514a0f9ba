package io.novakms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wallets, app ids, hashes and the hex that they are written in. */
class IdentitiesTest {
  private static final String ADDRESS = "0x2c2b275ead562aa93bf85cb657aff4e376fef26d";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x2c2b275ead562aa93bf85cb657aff4e376fef26d",
        "2c2b275ead562aa93bf85cb657aff4e376fef26d",
        "0X2C2B275EAD562AA93BF85CB657AFF4E376FEF26D",
        "0x2C2b275eAD562aA93bF85Cb657AFf4e376fEf26D"
      })
  void everyFormOfAnAddressIsOneWallet(String text) {
    assertThat(Wallet.parse(text)).isEqualTo(new Wallet(ADDRESS));
    assertThat(Wallet.parse(text)).hasToString(ADDRESS);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "0x",
        "0x2c2b275ead562aa93bf85cb657aff4e376fef2",
        "0x2c2b275ead562aa93bf85cb657aff4e376fef26d00",
        "0x2c2b275ead562aa93bf85cb657aff4e376fef26g",
        " 0x2c2b275ead562aa93bf85cb657aff4e376fef26d",
        "0x0x2c2b275ead562aa93bf85cb657aff4e376fef26d",
        "0x２c2b275ead562aa93bf85cb657aff4e376fef26d"
      })
  void whatIsNoAddressIsNoWallet(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Wallet.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2c2b275ead562aa93bf85cb657aff4e376fef26d",
        "0x2C2B275EAD562AA93BF85CB657AFF4E376FEF26D",
        "0x"
      })
  void onlyTheCanonicalFormBuildsAWallet(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Wallet(text));
  }

  @Test
  void walletIsItsBytes() {
    assertThat(Wallet.of(new Wallet(ADDRESS).bytes())).isEqualTo(new Wallet(ADDRESS));
    assertThatIllegalArgumentException().isThrownBy(() -> Wallet.of(new byte[19]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "7", "18446744073709551615"})
  void appIdIsADecimalNumber(String text) {
    assertThat(AppId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "-1", "+1", "1e3", " 1", "0x1", "１", "1.0"})
  void whatIsNoDecimalNumberIsNoAppId(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AppId.parse(text));
  }

  @Test
  void appIdIsAUint256() {
    BigInteger largest = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

    assertThat(AppId.parse(largest.toString()).value()).isEqualTo(largest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AppId.parse(largest.add(BigInteger.ONE).toString()));
    assertThatIllegalArgumentException().isThrownBy(() -> AppId.parse("9".repeat(79)));
    assertThatIllegalArgumentException().isThrownBy(() -> AppId.of(-1));
  }

  @Test
  void zeroIsNoSecretHash() {
    assertThatIllegalArgumentException().isThrownBy(() -> SecretHash.of(new byte[32]));
    assertThatIllegalArgumentException().isThrownBy(() -> new SecretHash("00ff"));
    assertThat(new SecretHash("0x" + "AB".repeat(32))).hasToString("0x" + "ab".repeat(32));
  }

  @Test
  void messageAboutBadHexNeverRepeatsIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hex.decode("5ecre7"))
        .withMessageNotContaining("5ecre7")
        .withNoCause();
    assertThatIllegalArgumentException().isThrownBy(() -> Hex.decode("abc"));
    assertThatIllegalArgumentException().isThrownBy(() -> Hex.decode("abcd", 3));
  }
}
