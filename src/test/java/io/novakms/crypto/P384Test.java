package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.novakms.Vectors;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class P384Test {
  /** PKCS#8 around the scalar 1, without a public key, but for its last 48 bytes. */
  private static final String BARE_PKCS8 =
      "304e020100301006072a8648ce3d020106052b81040022043730350201010430";

  private final P384 p384;

  P384Test(CryptoProviders providers) {
    this.p384 = new P384(providers);
  }

  @Test
  void bothSidesAgreeOnOneSecret() {
    P384KeyPair a = p384.generate();
    P384KeyPair b = p384.generate();

    assertThat(p384.agree(a, b.publicKey()))
        .hasSize(P384.SHARED_BYTES)
        .isEqualTo(p384.agree(b, a.publicKey()));
  }

  @Test
  void bothLibrariesAgreeOnOneSecret() {
    P384KeyPair a = p384.generate();
    P384KeyPair b = p384.generate();
    byte[] pkcs8 = InsecureSecretAccess.pkcs8(a);

    assertThat(Providers.both())
        .allSatisfy(
            named -> {
              P384 other = new P384(named.getPayload());
              assertThat(other.agree(other.importPkcs8(pkcs8), b.publicKey()))
                  .isEqualTo(p384.agree(a, b.publicKey()));
            });
  }

  @Test
  void sharedSecretWithTheBasePointIsTheOwnX() {
    P384KeyPair one = p384.importPkcs8(scalar("01"));
    P384KeyPair own = p384.generate();

    assertThat(p384.agree(own, one.publicKey()))
        .isEqualTo(Arrays.copyOfRange(own.publicKey().sec1(), 1, 1 + P384.SHARED_BYTES));
  }

  @Test
  void publicHalfIsComputedWhereTheEncodingHasNoneOrAnothers() {
    String honest = Vectors.section("envelope").get(0).get("sender_private_pkcs8").textValue();
    TeePublicKey publicKey = p384.importPkcs8(Hex.decode(honest)).publicKey();
    String point = Hex.encode(publicKey.sec1());
    String others = Hex.encode(p384.generate().publicKey().sec1());

    assertThat(p384.importPkcs8(Hex.decode(honest.replace(point, others))).publicKey())
        .isEqualTo(publicKey);
    assertThat(Hex.encode(p384.importPkcs8(scalar("01")).publicKey().sec1()))
        .startsWith("04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98");
  }

  @Test
  void whatIsNoPrivateKeyOnP384IsRefused() throws GeneralSecurityException {
    byte[] honest = InsecureSecretAccess.pkcs8(p384.generate());
    assertRefused(new byte[0]);
    assertRefused(new byte[48]);
    assertRefused(Arrays.copyOf(honest, honest.length - 1));
    assertRefused(scalar("00"));
    assertRefused(
        scalar(
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                + "581a0db248b0a77aecec196accc52973"));
    assertRefused(pkcs8("secp256r1"));
    assertRefused(pkcs8("secp521r1"));
  }

  @Test
  void destroyedKeyIsGone() {
    P384KeyPair keys = p384.generate();
    keys.destroy();

    assertThat(keys.isDestroyed()).isTrue();
  }

  @Test
  void manyThreadsShareOneObject() throws Exception {
    P384KeyPair a = p384.generate();
    P384KeyPair b = p384.generate();
    byte[] expected = p384.agree(a, b.publicKey());

    assertThat(Parallel.results(() -> p384.agree(b, a.publicKey())))
        .allSatisfy(secret -> assertThat(secret).isEqualTo(expected));
  }

  private void assertRefused(byte[] pkcs8) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> p384.importPkcs8(pkcs8))
        .withNoCause()
        .withMessage("not a P-384 private key in PKCS#8");
  }

  private static byte[] scalar(String hex) {
    return Hex.decode(BARE_PKCS8 + "0".repeat(2 * P384.SHARED_BYTES - hex.length()) + hex);
  }

  private static byte[] pkcs8(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair().getPrivate().getEncoded();
  }
}
