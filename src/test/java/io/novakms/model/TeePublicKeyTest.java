package io.novakms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TeePublicKeyTest {
  // The generator of P-384: SEC 2, section 2.5.1.
  private static final String GENERATOR =
      "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872"
          + "760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a"
          + "431d7c90ea0e5f";
  private static final String SPKI_HEAD = "3076301006072a8648ce3d020106052b81040022036200";

  @Test
  void bothFormsAreOneKey() {
    TeePublicKey bare = TeePublicKey.parse(GENERATOR);
    TeePublicKey wrapped = TeePublicKey.parse("0x" + (SPKI_HEAD + GENERATOR).toUpperCase());

    assertThat(bare).isEqualTo(wrapped).hasSameHashCodeAs(wrapped);
    assertThat(bare.hex()).isEqualTo(SPKI_HEAD + GENERATOR);
    assertThat(Hex.encode(bare.sec1())).isEqualTo(GENERATOR);
  }

  @Test
  void everyFlippedBitIsNoKeyOrAnotherOne() {
    byte[] spki = TeePublicKey.parse(GENERATOR).spki();
    for (int bit = 0; bit < spki.length * 8; bit++) {
      byte[] flipped = spki.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);

      assertThatIllegalArgumentException().isThrownBy(() -> TeePublicKey.of(flipped));
    }
  }

  @Test
  void knownKeyIsFoundAgainInEitherForm() {
    TeePublicKey known = TeePublicKey.parse(GENERATOR);

    assertThat(TeePublicKey.parse(GENERATOR, known)).isSameAs(known);
    assertThat(TeePublicKey.parse("0x" + SPKI_HEAD + GENERATOR.toUpperCase(), known))
        .isSameAs(known);
  }

  @Test
  void whatIsNotTheKnownKeyIsCheckedLikeAnyOther() {
    byte[] negated = Hex.decode(GENERATOR);
    BigInteger p = BigInteger.ONE.shiftLeft(384).subtract(BigInteger.ONE.shiftLeft(128));
    p = p.subtract(BigInteger.ONE.shiftLeft(96)).add(BigInteger.ONE.shiftLeft(32));
    BigInteger y = p.subtract(BigInteger.ONE).subtract(new BigInteger(1, negated, 49, 48));
    TeePublicKey other = TeePublicKey.parse(GENERATOR.substring(0, 98) + String.format("%096x", y));
    TeePublicKey known = TeePublicKey.parse(GENERATOR);

    assertThat(TeePublicKey.parse(other.hex(), known)).isEqualTo(other).isNotEqualTo(known);
    byte[] sec1 = known.sec1();
    for (int bit = 0; bit < sec1.length * 8; bit++) {
      byte[] flipped = sec1.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TeePublicKey.parse(Hex.encode(flipped), known));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> TeePublicKey.parse("", known));
    assertThatIllegalArgumentException().isThrownBy(() -> TeePublicKey.parse(null, known));
  }

  @Test
  void pointOffTheCurveIsRefused() {
    byte[] point = Hex.decode(GENERATOR);
    Arrays.fill(point, 1, point.length, (byte) 0);

    assertThatIllegalArgumentException().isThrownBy(() -> TeePublicKey.of(point));
  }

  @Test
  void coordinateBeyondTheFieldIsRefusedEvenWhereItIsOnTheCurveModuloThePrime() {
    // x = 0 is on the curve: y is a square root of b. Writing x as the prime itself must not help.
    BigInteger p =
        new BigInteger(
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000"
                + "ffffffff",
            16);
    BigInteger b =
        new BigInteger(
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8ed"
                + "d3ec2aef",
            16);
    BigInteger y = b.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    assertThat(y.multiply(y).mod(p)).isEqualTo(b);
    String tail = String.format("%096x", y);

    assertThat(TeePublicKey.parse("04" + "0".repeat(96) + tail)).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TeePublicKey.parse("04" + String.format("%096x", p) + tail));
  }

  @Test
  void otherLengthsAndCompressedPointsAreRefused() {
    for (int length : new int[] {0, 1, 49, 96, 98, 119, 121, 4096}) {
      assertThatIllegalArgumentException().isThrownBy(() -> TeePublicKey.of(new byte[length]));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TeePublicKey.parse("02" + GENERATOR.substring(2)));
    assertThatIllegalArgumentException().isThrownBy(() -> TeePublicKey.of(null));
  }

  @Test
  void changingACopyChangesNoKey() {
    TeePublicKey key = TeePublicKey.parse(GENERATOR);
    key.spki()[40] ^= 1;
    key.sec1()[40] ^= 1;

    assertThat(Hex.encode(key.sec1())).isEqualTo(GENERATOR);
  }
}
