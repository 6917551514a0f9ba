package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.Vectors;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocol's known answers, from both sets of libraries. */
@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class ProtocolVectorsTest {
  private final CryptoProviders providers;

  ProtocolVectorsTest(CryptoProviders providers) {
    this.providers = providers;
  }

  @Test
  void derivedKeysAreTheKnownOnes() {
    Vectors.cases("key_derivation").forEach(this::derivesTheKnownKey);
  }

  @Test
  void hashOfTheMasterSecretIsTheKnownOne() {
    JsonNode vector = Vectors.section("master_secret_hash");

    assertThat(masterSecret(vector).hash().hex()).isEqualTo(text(vector, "keccak256"));
  }

  @Test
  void signaturesAreTheKnownOnesAndNameTheirWallet() {
    Vectors.cases("proof_of_possession").forEach(this::signsAndRecoversAsKnown);
  }

  @Test
  void envelopesOpenForTheReceiverAndSealAsKnown() {
    Vectors.cases("envelope").forEach(this::sealsAndOpensTheKnownEnvelope);
  }

  @Test
  void sealedMasterSecretOpensForTheRequesterAndSealsAsKnown() {
    JsonNode vector = Vectors.section("sealed_master_secret");
    P384KeyPair requester = keyPair(vector, "requester_private_pkcs8");
    P384KeyPair ephemeral = keyPair(vector, "ephemeral_private_pkcs8");
    JsonNode sealed = vector.get("sealed");
    byte[] nonce = hex(sealed, "nonce");

    assertThat(requester.publicKey().hex()).isEqualTo(text(vector, "ecdh_pubkey"));
    assertThat(new SecretSealing(providers).open(requester, SealedSecret.parse(sealed)))
        .isEqualTo(masterSecret(vector));
    assertThat( // Another object: a cipher refuses to encrypt under the nonce it decrypted last.
            new SecretSealing(providers)
                .seal(ephemeral, nonce, requester.publicKey(), masterSecret(vector))
                .toJson())
        .isEqualTo(sealed);
  }

  @Test
  void syncSignaturesAreTheKnownOnes() {
    Vectors.cases("sync_hmac").forEach(this::signsTheKnownBody);
  }

  @Test
  void storedValuesOpenAndSealAsKnown() {
    Vectors.cases("stored_value").forEach(this::sealsAndOpensTheKnownValue);
  }

  private void derivesTheKnownKey(JsonNode vector) {
    byte[] key =
        masterSecret(vector)
            .keys()
            .derive(
                AppId.parse(text(vector, "app_id")),
                text(vector, "path"),
                text(vector, "context"),
                vector.get("length").intValue());

    assertThat(Hex.encode(key)).as("%s", vector).isEqualTo(text(vector, "key"));
  }

  private void signsAndRecoversAsKnown(JsonNode vector) {
    Eip191 eip191 = new Eip191(providers);
    WalletKey key = WalletKey.of(hex(vector, "private_key"), providers);
    String message = text(vector, "message");
    String signature = text(vector, "signature");

    assertThat(key.wallet().address()).isEqualTo(text(vector, "wallet"));
    assertThat(eip191.sign(key, message)).isEqualTo(signature);
    assertThat(eip191.recover(message, signature)).isEqualTo(key.wallet());
  }

  private void sealsAndOpensTheKnownEnvelope(JsonNode vector) {
    P384KeyPair sender = keyPair(vector, "sender_private_pkcs8");
    P384KeyPair receiver = keyPair(vector, "receiver_private_pkcs8");
    JsonNode envelope = vector.get("envelope");
    byte[] nonce = hex(envelope, "nonce");
    byte[] ciphertext = hex(envelope, "encrypted_data");
    byte[] plaintext = text(vector, "plaintext").getBytes(StandardCharsets.UTF_8);

    assertThat(sender.publicKey())
        .isEqualTo(TeePublicKey.parse(text(envelope, "sender_tee_pubkey")));
    assertThat(receiver.publicKey().hex()).isEqualTo(text(vector, "receiver_tee_pubkey"));
    assertThat(
            new EnvelopeCipher(providers, receiver).decrypt(sender.publicKey(), nonce, ciphertext))
        .isEqualTo(plaintext);
    assertThat(
            new EnvelopeCipher(providers, sender).encrypt(receiver.publicKey(), nonce, plaintext))
        .isEqualTo(ciphertext);
  }

  private void signsTheKnownBody(JsonNode vector) {
    SyncMac mac = new SyncMac(providers, Hkdf.hmacKey(hex(vector, "sync_key")));
    JsonNode body = vector.get("body");
    String signature = text(vector, "x_sync_signature");

    assertThat(CanonicalJson.encode(body))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(text(vector, "canonical"));
    assertThat(mac.sign(body)).isEqualTo(signature);
    assertThat(mac.verify(body, signature)).isTrue();
  }

  private void sealsAndOpensTheKnownValue(JsonNode vector) {
    DataKey key = masterSecret(vector).keys().dataKey(AppId.parse(text(vector, "app_id")));
    byte[] plaintext = hex(vector, "plaintext");
    byte[] stored = hex(vector, "stored");
    StoredValues values = new StoredValues(providers);

    assertThat(values.open(key, stored)).isEqualTo(plaintext);
    assertThat(values.open(key, values.seal(key, plaintext))).isEqualTo(plaintext);
    assertThat(values.seal(key, plaintext)).hasSameSizeAs(stored);
  }

  private MasterSecret masterSecret(JsonNode vector) {
    return MasterSecret.of(hex(vector, "master_secret"), providers);
  }

  private P384KeyPair keyPair(JsonNode vector, String field) {
    return new P384(providers).importPkcs8(hex(vector, field));
  }

  private static byte[] hex(JsonNode vector, String field) {
    return Hex.decode(text(vector, field));
  }

  private static String text(JsonNode vector, String field) {
    return vector.get(field).textValue();
  }
}
