package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Hex;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class SecretSealingTest {
  private final CryptoProviders providers;
  private final SecretSealing sealing;
  private final MasterSecret secret;
  private final P384KeyPair requester;

  SecretSealingTest(CryptoProviders providers) {
    byte[] bytes = new byte[MasterSecret.BYTES];
    Arrays.fill(bytes, (byte) 3);
    this.providers = providers;
    this.sealing = new SecretSealing(providers);
    this.secret = MasterSecret.of(bytes, providers);
    this.requester = sealing.requestKeys();
  }

  @Test
  void requesterOpensIt() {
    SealedSecret sealed = sealing.seal(requester.publicKey(), secret);

    assertThat(sealing.open(requester, sealed)).isEqualTo(secret);
  }

  @Test
  void otherLibrariesOpenIt() {
    SealedSecret sealed = sealing.seal(requester.publicKey(), secret);
    byte[] pkcs8 = InsecureSecretAccess.pkcs8(requester);

    assertThat(Providers.both())
        .allSatisfy(
            other -> {
              P384KeyPair keys = new P384(other.getPayload()).importPkcs8(pkcs8);
              assertThat(new SecretSealing(other.getPayload()).open(keys, sealed))
                  .isEqualTo(secret);
            });
  }

  @Test
  void noOtherKeyOpensIt() {
    JsonNode sealed = sealing.seal(requester.publicKey(), secret).toJson();

    assertRefused(sealing.requestKeys(), sealed);
  }

  @Test
  void everySealHasItsOwnKeyAndNonce() {
    SealedSecret first = sealing.seal(requester.publicKey(), secret);
    SealedSecret second = sealing.seal(requester.publicKey(), secret);

    assertThat(first.ephemeralPublicKey()).isNotEqualTo(second.ephemeralPublicKey());
    assertThat(first.nonce()).isNotEqualTo(second.nonce());
  }

  @Test
  void anyFlippedBitOfAnyFieldIsRefused() {
    ObjectNode sealed = sealing.seal(requester.publicKey(), secret).toJson();
    for (String field : new String[] {"ephemeral_pubkey", "nonce", "encrypted_data"}) {
      assertThat(Flip.eachBitOf(Hex.decode(sealed.get(field).textValue())))
          .allSatisfy(
              altered ->
                  assertRefused(requester, sealed.deepCopy().put(field, Hex.encode(altered))));
    }
  }

  @Test
  void otherFormsThatTheProtocolAllowsOpen() {
    ObjectNode sealed = sealing.seal(requester.publicKey(), secret).toJson();
    String data = sealed.remove("encrypted_data").textValue();
    sealed.put("ciphertext", "0x" + data.toUpperCase(Locale.ROOT));

    assertThat(sealing.open(requester, SealedSecret.parse(sealed))).isEqualTo(secret);
  }

  @Test
  void malformedFieldsAreRefused() {
    ObjectNode sealed = sealing.seal(requester.publicKey(), secret).toJson();
    for (String field : new String[] {"ephemeral_pubkey", "nonce", "encrypted_data"}) {
      assertRefused(requester, sealed.deepCopy().without(field));
      assertRefused(requester, sealed.deepCopy().putNull(field));
      assertRefused(requester, sealed.deepCopy().put(field, 5));
      assertRefused(requester, sealed.deepCopy().put(field, ""));
      assertRefused(requester, sealed.deepCopy().put(field, "zz"));
      assertRefused(requester, sealed.deepCopy().put(field, sealed.get(field).textValue() + "00"));
    }
    assertRefused(requester, sealed.arrayNode());
    assertRefused(requester, sealed.nullNode());
    assertRefused(requester, sealed.textNode("sealed"));
  }

  @Test
  void destroyedSecretIsNotSealed() {
    secret.destroy();

    assertThatThrownBy(() -> sealing.seal(requester.publicKey(), secret))
        .hasMessageContaining("given up its secret");
  }

  private void assertRefused(P384KeyPair keys, JsonNode sealed) {
    assertThatThrownBy(() -> sealing.open(keys, SealedSecret.parse(sealed)))
        .isInstanceOfAny(DecryptionException.class, IllegalArgumentException.class);
  }
}
