package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.TeePublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class ShareSealingTest {
  private static final byte[] CONTEXT = "cluster, anna, 1".getBytes(StandardCharsets.UTF_8);

  private final P384 p384;
  private final ShareSealing sealing;
  private final P384KeyPair custodian;
  private final SecretShare share;

  ShareSealingTest(CryptoProviders providers) {
    byte[] bytes = new byte[SecretShare.BYTES];
    Arrays.fill(bytes, (byte) 7);
    this.p384 = new P384(providers);
    this.sealing = new ShareSealing(providers);
    this.custodian = p384.generate();
    this.share = SecretShare.of(1, bytes);
  }

  @Test
  void custodianOpensIt() {
    SealedSecret sealed = sealing.seal(custodian.publicKey(), CONTEXT, share);

    SecretShare opened = sealing.open(custodian, CONTEXT, 1, sealed);

    assertThat(opened.copy()).isEqualTo(share.copy());
    assertThat(opened.matches(share.commitment())).isTrue();
  }

  @Test
  void otherLibrariesOpenIt() {
    SealedSecret sealed = sealing.seal(custodian.publicKey(), CONTEXT, share);
    byte[] pkcs8 = InsecureSecretAccess.pkcs8(custodian);

    assertThat(Providers.both())
        .allSatisfy(
            other -> {
              P384KeyPair keys = new P384(other.getPayload()).importPkcs8(pkcs8);
              ShareSealing theirs = new ShareSealing(other.getPayload());
              assertThat(theirs.open(keys, CONTEXT, 1, sealed).copy()).isEqualTo(share.copy());
            });
  }

  @Test
  void everySealHasItsOwnKeyAndNonce() {
    SealedSecret first = sealing.seal(custodian.publicKey(), CONTEXT, share);
    SealedSecret second = sealing.seal(custodian.publicKey(), CONTEXT, share);

    assertThat(first.ephemeralPublicKey()).isNotEqualTo(second.ephemeralPublicKey());
    assertThat(first.nonce()).isNotEqualTo(second.nonce());
  }

  @Test
  void anotherKeyOrContextOpensNothing() {
    SealedSecret sealed = sealing.seal(custodian.publicKey(), CONTEXT, share);

    assertRefused(p384.generate(), CONTEXT, sealed);
    assertThat(Flip.eachBitOf(CONTEXT))
        .allSatisfy(context -> assertRefused(custodian, context, sealed));
    assertRefused(custodian, new byte[0], sealed);
  }

  @Test
  void anyFlippedBitIsRefused() {
    SealedSecret sealed = sealing.seal(custodian.publicKey(), CONTEXT, share);
    TeePublicKey key = sealed.ephemeralPublicKey();

    assertThat(Flip.eachBitOf(sealed.nonce()))
        .allSatisfy(
            nonce ->
                assertRefused(
                    custodian, CONTEXT, new SealedSecret(key, nonce, sealed.ciphertext())));
    assertThat(Flip.eachBitOf(sealed.ciphertext()))
        .allSatisfy(
            data -> assertRefused(custodian, CONTEXT, new SealedSecret(key, sealed.nonce(), data)));
    assertRefused(
        custodian,
        CONTEXT,
        new SealedSecret(p384.generate().publicKey(), sealed.nonce(), sealed.ciphertext()));
  }

  @Test
  void destroyedShareIsNotSealed() {
    share.destroy();

    assertThatThrownBy(() -> sealing.seal(custodian.publicKey(), CONTEXT, share))
        .isInstanceOf(IllegalStateException.class);
  }

  private void assertRefused(P384KeyPair keys, byte[] context, SealedSecret sealed) {
    assertThatThrownBy(() -> sealing.open(keys, context, 1, sealed))
        .isInstanceOf(DecryptionException.class);
  }
}
