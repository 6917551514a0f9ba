package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class Eip191Test {
  private static final String MESSAGE = "NovaKMS:Auth:nonce:0x00:1767225600";
  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger HALF_N = N.shiftRight(1);

  private final Eip191 eip191;
  private final WalletKey key;
  private final byte[] signature;

  Eip191Test(CryptoProviders providers) {
    this.eip191 = new Eip191(providers);
    this.key = WalletKey.generate(providers);
    this.signature = Hex.decode(eip191.sign(key, MESSAGE));
  }

  @Test
  void everyFormThatTheProtocolAllowsNamesTheSigner() {
    String hex = Hex.encode(signature);
    byte[] ethereum = signature.clone();
    ethereum[64] += 27;

    assertThat(new String[] {hex, "0x" + hex, "0x" + hex.toUpperCase(Locale.ROOT)})
        .allSatisfy(form -> assertThat(eip191.recover(MESSAGE, form)).isEqualTo(key.wallet()));
    assertThat(eip191.recover(MESSAGE, Hex.encode(ethereum))).isEqualTo(key.wallet());
  }

  @Test
  void lengthInThePrefixIsThatOfTheBytes() {
    String message = "ключ 鍵 \uD83D\uDD11";
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    byte[] prefix =
        ("\u0019Ethereum Signed Message:\n" + text.length).getBytes(StandardCharsets.UTF_8);

    assertThat(eip191.sign(key, message)).isEqualTo(key.sign(Keccak.hash(prefix, text)).hex());
  }

  @Test
  void anyFlippedBitOfTheSignatureNamesNoneOrAnother() {
    assertThat(Flip.eachBitOf(signature))
        .allSatisfy(
            altered ->
                assertThat(signer(MESSAGE, altered)).isNotEqualTo(Optional.of(key.wallet())));
  }

  @Test
  void anyFlippedBitOfTheMessageNamesAnother() {
    assertThat(Flip.eachBitOf(MESSAGE.getBytes(StandardCharsets.ISO_8859_1)))
        .map(altered -> new String(altered, StandardCharsets.ISO_8859_1))
        .allSatisfy(
            altered ->
                assertThat(eip191.recover(altered, Hex.encode(signature)))
                    .isNotEqualTo(key.wallet()));
  }

  @Test
  void twinWithSInTheUpperHalfNamesTheSameSigner() {
    BigInteger s = new BigInteger(1, signature, 32, 32);
    byte v = (byte) (1 - signature[64]);

    assertThat(s).isLessThanOrEqualTo(HALF_N);
    assertThat(eip191.recover(MESSAGE, encoded(r(), N.subtract(s), v))).isEqualTo(key.wallet());
    assertThat(eip191.recover(MESSAGE, encoded(r(), N.subtract(s), (byte) (27 + v))))
        .isEqualTo(key.wallet());
  }

  @Test
  void signatureIsGivenWithVZeroOrOne() {
    for (int i = 0; i < 20; i++) {
      assertThat(Hex.decode(eip191.sign(key, MESSAGE + i))[64]).isIn((byte) 0, (byte) 1);
    }
  }

  @Test
  void scalarsOutOfRangeAreRefused() {
    BigInteger s = new BigInteger(1, signature, 32, 32);
    byte v = signature[64];

    assertRefused(encoded(BigInteger.ZERO, s, v));
    assertRefused(encoded(N, s, v));
    assertRefused(encoded(N.add(BigInteger.ONE), s, v));
    assertRefused(encoded(r(), BigInteger.ZERO, v));
    assertRefused(encoded(r(), N, v));
    assertRefused(encoded(BigInteger.ZERO, BigInteger.ZERO, v));
  }

  @Test
  void rThatIsNoPointIsRefused() {
    // 5 is the x coordinate of no point on the curve: 5^3 + 7 has no square root.
    assertRefused(encoded(BigInteger.valueOf(5), BigInteger.ONE, (byte) 27));
  }

  @Test
  void everyOtherVIsRefused() {
    for (int v = 0; v < 256; v++) {
      if (v != 0 && v != 1 && v != 27 && v != 28) {
        byte[] altered = signature.clone();
        altered[64] = (byte) v;
        assertRefused(Hex.encode(altered));
      }
    }
  }

  @Test
  void whatIsNotSixtyFiveBytesOfHexIsRefused() {
    String hex = Hex.encode(signature);
    String[] malformed = {
      null,
      "",
      "0x",
      hex.substring(2),
      hex.substring(1),
      hex + "00",
      hex.substring(0, 128),
      "g" + hex.substring(1),
      " " + hex,
      "0x0x" + hex
    };

    assertThat(malformed).allSatisfy(this::assertRefused);
  }

  @Test
  void bothLibrariesSignAndRecoverAlike() {
    byte[] bytes = InsecureSecretAccess.bytes(key);

    assertThat(Providers.both())
        .allSatisfy(
            named -> {
              Eip191 other = new Eip191(named.getPayload());
              WalletKey same = WalletKey.of(bytes, named.getPayload());
              assertThat(other.sign(same, MESSAGE)).isEqualTo("0x" + Hex.encode(signature));
              assertThat(other.recover(MESSAGE, Hex.encode(signature))).isEqualTo(key.wallet());
            });
  }

  @Test
  void bothLibrariesNameTheSameSignerForEveryAlteredSignature() {
    Eip191 library = new Eip191(CryptoProviders.available());
    Eip191 portable = new Eip191(CryptoProviders.portable());

    assertThat(Flip.eachBitOf(signature))
        .map(Hex::encode)
        .allSatisfy(
            altered ->
                assertThat(signer(library, MESSAGE, altered))
                    .isEqualTo(signer(portable, MESSAGE, altered)));
  }

  @Test
  void manyThreadsShareOneObject() throws Exception {
    assertThat(Parallel.results(() -> eip191.recover(MESSAGE, eip191.sign(key, MESSAGE))))
        .containsOnly(key.wallet());
  }

  private BigInteger r() {
    return new BigInteger(1, signature, 0, 32);
  }

  private Optional<Wallet> signer(String message, byte[] altered) {
    return signer(eip191, message, Hex.encode(altered));
  }

  private static Optional<Wallet> signer(Eip191 by, String message, String altered) {
    try {
      return Optional.of(by.recover(message, altered));
    } catch (KmsException e) {
      assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED);
      return Optional.empty();
    }
  }

  private void assertRefused(String malformed) {
    assertThatThrownBy(() -> eip191.recover(MESSAGE, malformed))
        .isInstanceOfSatisfying(
            KmsException.class,
            e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED));
  }

  private static String encoded(BigInteger r, BigInteger s, byte v) {
    byte[] bytes = Arrays.copyOf(BigIntegers.asUnsignedByteArray(32, r), 65);
    System.arraycopy(BigIntegers.asUnsignedByteArray(32, s), 0, bytes, 32, 32);
    bytes[64] = v;
    return Hex.encode(bytes);
  }
}
