package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.Vectors;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private final ObjectNode json =
      (ObjectNode) Vectors.section("envelope").get(0).get("envelope").deepCopy();

  @Test
  void jsonFormIsReadAndWritten() {
    Envelope envelope = Envelope.parse(json);

    assertThat(envelope.toJson()).isEqualTo(json);
    assertThat(envelope.field()).isEqualTo("encrypted_data");
  }

  @Test
  void answerUsesTheNameThatTheRequestUsed() {
    ObjectNode alias = json.deepCopy();
    alias.set("ciphertext", alias.remove("encrypted_data"));

    assertThat(Envelope.parse(alias).field()).isEqualTo("ciphertext");
    assertThat(Envelope.parse(alias).toJson()).isEqualTo(alias);
  }

  @Test
  void usualNameCountsWhereBothAreThere() {
    assertThat(Envelope.parse(json.deepCopy().put("ciphertext", "zz")).toJson()).isEqualTo(json);
  }

  @Test
  void everyFormOfHexAndOfTheKeyIsRead() {
    ObjectNode other = json.deepCopy();
    TeePublicKey sender = Envelope.parse(json).sender();
    for (String field : new String[] {"nonce", "encrypted_data"}) {
      other.put(field, "0x" + json.get(field).textValue().toUpperCase(Locale.ROOT));
    }
    other.put("sender_tee_pubkey", "0X" + Hex.encode(sender.sec1()));

    assertThat(Envelope.parse(other).toJson()).isEqualTo(json);
  }

  @Test
  void furtherMembersAreIgnored() {
    assertThat(Envelope.parse(json.deepCopy().put("more", 1)).toJson()).isEqualTo(json);
  }

  @Test
  void plaintextBodiesAndOtherMalformedOnesAreBadRequests() {
    assertRefused(json.objectNode());
    assertRefused(json.objectNode().put("path", "x"));
    assertRefused(json.arrayNode());
    assertRefused(json.nullNode());
    assertRefused(json.missingNode());
    assertRefused(json.textNode("x"));
    for (String field : new String[] {"sender_tee_pubkey", "nonce", "encrypted_data"}) {
      assertRefused(json.deepCopy().without(field));
      assertRefused(json.deepCopy().putNull(field));
      assertRefused(json.deepCopy().put(field, 5));
      assertRefused(json.deepCopy().put(field, ""));
      assertRefused(json.deepCopy().put(field, "zz"));
      assertRefused(json.deepCopy().put(field, json.get(field).textValue() + "0"));
    }
    assertRefused(json.deepCopy().put("nonce", json.get("nonce").textValue() + "00"));
    assertRefused(json.deepCopy().put("nonce", "00".repeat(11)));
    assertRefused(json.deepCopy().put("encrypted_data", "00".repeat(15)));
    assertRefused(json.deepCopy().put("sender_tee_pubkey", "04" + "00".repeat(96)));
  }

  @Test
  void otherNameOfTheCiphertextIsRefused() {
    Envelope envelope = Envelope.parse(json);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Envelope(envelope.sender(), envelope.sealed(), "data"));
  }

  private static void assertRefused(JsonNode body) {
    assertThatThrownBy(() -> Envelope.parse(body))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.BAD_REQUEST));
  }
}
