package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.P384;
import io.novakms.crypto.WalletKey;
import io.novakms.model.Hex;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the emulator has beyond what the node uses; the rest is in the contract of the TEE. */
class CapsuleEmulatorTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();

  private final HttpClient http = HttpClient.newHttpClient();
  private CapsuleEmulator capsule;

  @BeforeEach
  void start() throws IOException {
    capsule = CapsuleEmulator.start(CapsuleIdentity.random());
  }

  @AfterEach
  void stop() {
    capsule.close();
  }

  @Test
  void identityIsThatOfItsPrivateKeys() {
    CapsuleIdentity identity = capsule.identity();
    WalletKey wallet = WalletKey.of(Hex.decode(identity.walletPrivateKey()), PROVIDERS);

    assertThat(identity.address()).isEqualTo(wallet.wallet().address());
    assertThat(
            new P384(PROVIDERS)
                .importPkcs8(Hex.decode(identity.teePrivateKeyPkcs8()))
                .publicKey()
                .hex())
        .isEqualTo(identity.teePubkey());
    assertThat(identity.toString()).doesNotContain(Hex.encode(InsecureSecretAccess.bytes(wallet)));
  }

  @Test
  void addressComesWithItsPublicKey() throws Exception {
    JsonNode answer = json(get("/v1/eth/address"));

    assertThat(answer.get("address").textValue()).isEqualTo(capsule.identity().address());
    assertThat(Hex.decode(answer.get("public_key").textValue())).hasSize(65).startsWith(4);
  }

  @Test
  void publicKeyComesAsPemToo() throws Exception {
    JsonNode answer = json(get("/v1/encryption/public_key"));
    String pem = answer.get("public_key_pem").textValue();

    assertThat(pem).startsWith("-----BEGIN PUBLIC KEY-----\n");
    assertThat(Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", "")))
        .isEqualTo(Hex.decode(answer.get("public_key_der").textValue()));
  }

  @Test
  void attestationIsCborWithNonceAndUserData() throws Exception {
    HttpResponse<byte[]> answer =
        post("/v1/attestation", "{\"nonce\":\"bm9uY2U=\",\"user_data\":{\"a\":1}}");
    String document = new String(answer.body(), StandardCharsets.ISO_8859_1);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/cbor");
    // An array of four: the protected header, no other header, the payload, the signature.
    assertThat(answer.body()).startsWith(0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0);
    assertThat(document)
        .contains("module_id", "pcrs", "enonce" + "Enonce", "{\"a\":1}")
        .contains(
            new String(Hex.decode(capsule.identity().teePubkey()), StandardCharsets.ISO_8859_1));
  }

  @Test
  void attestationNeedsNeither() throws Exception {
    assertThat(post("/v1/attestation", "{}").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/eth/sign,405",
    "POST,/v1/eth/address,405",
    "GET,/v1/random/more,404",
    "GET,/,404",
    "POST,/v1/eth/other,404"
  })
  void otherCallsAreRefused(String method, String path, int status) throws Exception {
    assertThat(send(method, path, "{}").statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/eth/sign",
        "/v1/eth/sign-tx",
        "/v1/encryption/encrypt",
        "/v1/encryption/decrypt"
      })
  void malformedRequestsAreRefused(String path) throws Exception {
    for (String body : new String[] {"", "{", "[]", "{}", "{\"message\":5}", "null"}) {
      assertThat(post(path, body).statusCode()).as(body).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"message\": \"a\", \"message\": \"b\"}",
        "{\"message\": \"a\"} {}",
        "{\"message\": \"\\ud800\"}",
        "{\"message\": \"a\", \"include_attestation\": \"no\"}"
      })
  void bodyThatIsNotExactIsRefused(String body) throws Exception {
    assertThat(post("/v1/eth/sign", body).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"nonce\": 1}", "{\"nonce\": \"?\"}", "{\"user_data\": \"a\"}"})
  void malformedAttestationIsRefused(String body) throws Exception {
    assertThat(post("/v1/attestation", body).statusCode()).isEqualTo(400);
  }

  @Test
  void signatureHasVZeroOrOne() throws Exception {
    for (int i = 0; i < 10; i++) {
      JsonNode answer = json(post("/v1/eth/sign", "{\"message\": \"" + i + "\"}"));
      byte[] signature = Hex.decode(answer.get("signature").textValue());

      assertThat(signature).hasSize(65);
      assertThat(signature[64]).isIn((byte) 0, (byte) 1);
    }
  }

  @Test
  void bodyOfTenMebibytesIsTakenAndALongerOneRefused() throws Exception {
    String around = "{\"message\":\"\"}";
    String longest = "a".repeat((10 << 20) - around.length());

    assertThat(post("/v1/eth/sign", "{\"message\":\"" + longest + "\"}").statusCode())
        .isEqualTo(200);
    assertThat(post("/v1/eth/sign", "{\"message\":\"" + longest + "a\"}").statusCode())
        .isEqualTo(413);
  }

  @Test
  void bodyThatIsNotSaidToBeJsonIsRefused() throws Exception {
    HttpRequest plain =
        HttpRequest.newBuilder(capsule.url().resolve("/v1/eth/sign"))
            .POST(BodyPublishers.ofString("{\"message\":\"a\"}"))
            .build();

    assertThat(http.send(plain, BodyHandlers.discarding()).statusCode()).isEqualTo(415);
  }

  @Test
  void envelopeIsDecryptedOnce() throws Exception {
    String key = capsule.identity().teePubkey();
    JsonNode sealed =
        json(
            post(
                "/v1/encryption/encrypt",
                "{\"plaintext\": \"text\", \"client_public_key\": \"" + key + "\"}"));
    String nonce = sealed.get("nonce").textValue();
    String ciphertext = sealed.get("encrypted_data").textValue();

    assertThat(decrypt(key, "0x" + nonce, ciphertext.toUpperCase(Locale.ROOT))).isEqualTo(200);
    assertThat(decrypt(key, nonce, ciphertext)).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"zz,00", "00,zz", "0,00", "000000000000000000000000,0", "00,00"})
  void malformedHexIsRefused(String nonce, String ciphertext) throws Exception {
    assertThat(decrypt(capsule.identity().teePubkey(), nonce, ciphertext)).isEqualTo(400);
    assertThat(decrypt("zz", "000000000000000000000000", "00")).isEqualTo(400);
  }

  private int decrypt(String key, String nonce, String ciphertext) throws Exception {
    ObjectNode request =
        new ObjectMapper()
            .createObjectNode()
            .put("client_public_key", key)
            .put("nonce", nonce)
            .put("encrypted_data", ciphertext);
    return post("/v1/encryption/decrypt", request.toString()).statusCode();
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return send("GET", path, "");
  }

  private HttpResponse<byte[]> post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  private HttpResponse<byte[]> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(capsule.url().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofByteArray());
  }
}
