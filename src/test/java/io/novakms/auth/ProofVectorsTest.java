package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.Vectors;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.WalletKey;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProofVectorsTest {
  private static final Pattern RESPONSE = Pattern.compile("NovaKMS:Response:([^:]*):([^:]*)");
  private static final Eip191 SIGNATURES = TestNode.SIGNATURES;

  static Stream<JsonNode> requests() {
    return Vectors.cases("proof_of_possession").filter(v -> v.has("nonce"));
  }

  static Stream<JsonNode> responses() {
    return Vectors.cases("proof_of_possession").filter(v -> !v.has("nonce"));
  }

  @Test
  void vectorsHoldBothKindsOfCallerAndOfAnswer() {
    assertThat(Vectors.cases("proof_of_possession").map(v -> v.get("kind").asText()))
        .contains("app", "peer", "response_to_app", "response_to_peer");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void messageIsThatOfTheVector(JsonNode vector) {
    assertThat(message(vector)).isEqualTo(vector.get("message").asText());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void proofIsAccepted(JsonNode vector) {
    Proof proof = node(vector).proofs.verify(kind(vector), credentials(vector));

    assertThat(proof.wallet()).isEqualTo(Wallet.parse(vector.get("wallet").asText()));
    assertThat(proof.signature()).isEqualTo(vector.get("signature").asText());
    assertThat(proof.kind()).isEqualTo(kind(vector));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void proofIsAcceptedInEveryFormOfTheSignature(JsonNode vector) {
    byte[] signature = Hex.decode(vector.get("signature").asText());
    byte[] ethereum = signature.clone();
    ethereum[64] += 27;
    Stream.of(
            Hex.encode(signature),
            Hex.encode(signature).toUpperCase(Locale.ROOT),
            Hex.encodePrefixed(ethereum),
            Hex.encodePrefixed(twin(signature)))
        .forEach(
            form -> {
              Proof proof = node(vector).proofs.verify(kind(vector), withSignature(vector, form));
              assertThat(proof.signature()).as("as sent").isEqualTo(form);
            });
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyFlippedBitOfTheSignatureIsRefusedAndUsesNothingUp(JsonNode vector) {
    TestNode node = node(vector);
    byte[] signature = Hex.decode(vector.get("signature").asText());
    for (int bit = 0; bit < 8 * signature.length; bit++) {
      assertRefused(node, vector, withSignature(vector, Hex.encodePrefixed(flip(signature, bit))));
    }

    assertThat(node.proofs.verify(kind(vector), credentials(vector))).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void signatureWithAFlippedBitNeverSpeaksForTheCaller(JsonNode vector) {
    Wallet caller = Wallet.parse(vector.get("wallet").asText());
    byte[] signature = Hex.decode(vector.get("signature").asText());
    for (int bit = 0; bit < 8 * signature.length; bit++) {
      Credentials flipped =
          new Credentials(
              Hex.encodePrefixed(flip(signature, bit)),
              vector.get("nonce").asText(),
              vector.get("timestamp").asText(),
              Optional.empty());
      try {
        assertThat(node(vector).proofs.verify(kind(vector), flipped).wallet()).isNotEqualTo(caller);
      } catch (KmsException e) {
        assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyFlippedBitOfTheOtherHeadersIsRefused(JsonNode vector) {
    TestNode node = node(vector);
    Credentials good = credentials(vector);
    String wallet = good.wallet().orElseThrow();
    for (int bit = 0; bit < 8 * good.nonce().length(); bit++) {
      String nonce = flip(good.nonce(), bit);
      assertRefused(
          node, vector, new Credentials(good.signature(), nonce, good.timestamp(), good.wallet()));
    }
    for (int bit = 0; bit < 8 * good.timestamp().length(); bit++) {
      String timestamp = flip(good.timestamp(), bit);
      assertRefused(
          node, vector, new Credentials(good.signature(), good.nonce(), timestamp, good.wallet()));
    }
    for (int bit = 0; bit < 8 * wallet.length(); bit++) {
      String other = flip(wallet, bit);
      if (!other.equalsIgnoreCase(wallet)) {
        assertRefused(
            node,
            vector,
            new Credentials(good.signature(), good.nonce(), good.timestamp(), Optional.of(other)));
      }
    }

    assertThat(node.proofs.verify(kind(vector), good)).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void proofOfOneKindIsNoneOfTheOther(JsonNode vector) {
    CallerKind other = kind(vector) == CallerKind.APP ? CallerKind.PEER : CallerKind.APP;

    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> node(vector).proofs.verify(other, credentials(vector)));
  }

  @ParameterizedTest
  @MethodSource("responses")
  void responseSignatureIsThatOfTheVector(JsonNode vector) {
    Matcher message = RESPONSE.matcher(vector.get("message").asText());
    assertThat(message.matches()).isTrue();
    WalletKey key = TestNode.key(vector.get("private_key").asText());

    String signature =
        new ResponseSigner(new SigningTee(key))
            .sign(new Proof(CallerKind.APP, key.wallet(), message.group(1)));

    assertThat(signature).isEqualTo(vector.get("signature").asText());
    assertThat(SIGNATURES.recover(vector.get("message").asText(), signature))
        .isEqualTo(Wallet.parse(vector.get("wallet").asText()));
  }

  private static TestNode node(JsonNode vector) {
    TestNode node =
        new TestNode(
            Wallet.parse(vector.get("recipient_wallet").asText()),
            Instant.ofEpochSecond(vector.get("timestamp").asLong()));
    node.nonce(vector.get("nonce").asText());
    return node;
  }

  private static CallerKind kind(JsonNode vector) {
    return vector.get("kind").asText().equals("app") ? CallerKind.APP : CallerKind.PEER;
  }

  private static String message(JsonNode vector) {
    return ProofOfPossession.message(
        kind(vector),
        vector.get("nonce").asText(),
        Wallet.parse(vector.get("recipient_wallet").asText()),
        vector.get("timestamp").asText());
  }

  private static Credentials credentials(JsonNode vector) {
    return withSignature(vector, vector.get("signature").asText());
  }

  private static Credentials withSignature(JsonNode vector, String signature) {
    return new Credentials(
        signature,
        vector.get("nonce").asText(),
        vector.get("timestamp").asText(),
        Optional.of(vector.get("wallet").asText()));
  }

  private static void assertRefused(TestNode node, JsonNode vector, Credentials credentials) {
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> node.proofs.verify(kind(vector), credentials))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED));
  }

  /** The other signature of the same text by the same key: n - s, and the other point. */
  private static byte[] twin(byte[] signature) {
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    byte[] twin = signature.clone();
    byte[] upper = order.subtract(new BigInteger(1, signature, 32, 32)).toByteArray();
    System.arraycopy(upper, upper.length - 32, twin, 32, 32);
    twin[64] ^= 1;
    return twin;
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  private static String flip(String text, int bit) {
    StringBuilder flipped = new StringBuilder(text);
    flipped.setCharAt(bit / 8, (char) (text.charAt(bit / 8) ^ 1 << bit % 8));
    return flipped.toString();
  }
}
