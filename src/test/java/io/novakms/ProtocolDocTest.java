package io.novakms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Hex;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

/**
 * The worked example of {@code docs/protocol.md}, computed with what Java and web3j have, as a
 * reader would, and not with the product.
 */
class ProtocolDocTest {
  private static final Path PAGE = Path.of("docs", "protocol.md");
  private static final Pattern BLOCK = Pattern.compile("```\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINE = Pattern.compile("(\\S.*?) {2,}(\\S+)");

  private record Line(String name, String value) {}

  private static List<List<Line>> blocks() throws IOException {
    String page = Files.readString(PAGE);
    Matcher block = BLOCK.matcher(page.substring(page.indexOf("## With real bytes")));
    List<List<Line>> blocks = new ArrayList<>();
    while (block.find()) {
      List<Line> lines = new ArrayList<>();
      for (String text : block.group(1).split("\n")) {
        Matcher line = LINE.matcher(text);
        assertThat(line.matches()).as(text).isTrue();
        lines.add(new Line(line.group(1), line.group(2)));
      }
      blocks.add(lines);
    }
    return blocks;
  }

  private static List<Line> block(int number) throws IOException {
    assertThat(blocks()).hasSize(4);
    return blocks().get(number);
  }

  @Test
  void proofIsAsThePageSays() throws Exception {
    JsonNode vector = Vectors.section("proof_of_possession").get(0);
    ECKeyPair key = key(vector);
    String text =
        "NovaKMS:AppAuth:"
            + vector.get("nonce").textValue()
            + ":"
            + vector.get("recipient_wallet").textValue()
            + ":"
            + vector.get("timestamp").asText();

    assertThat(block(0))
        .containsExactly(
            new Line("app's wallet", Credentials.create(key).getAddress()),
            new Line("node's wallet", vector.get("recipient_wallet").textValue()),
            new Line("nonce", vector.get("nonce").textValue()),
            new Line("seconds", vector.get("timestamp").asText()),
            new Line("text", text),
            new Line("EIP-191 hash", Hex.encode(hash(text))),
            new Line("x-app-signature", sign(text, key)));
    assertThat(Files.readString(PAGE))
        .contains("private key `" + vector.get("private_key").textValue() + "`")
        .contains("The text has " + text.getBytes(StandardCharsets.UTF_8).length + " bytes.");
  }

  @Test
  void envelopeIsAsThePageSays() throws Exception {
    JsonNode vector = Vectors.section("envelope").get(0);
    KeyFactory factory = KeyFactory.getInstance("EC");
    PrivateKey app =
        factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(vector, "sender_private_pkcs8")));
    byte[] nodeSpki = bytes(vector, "receiver_tee_pubkey");
    PublicKey node = factory.generatePublic(new X509EncodedKeySpec(nodeSpki));
    JsonNode envelope = vector.get("envelope");
    byte[] appPoint = point(bytes(envelope, "sender_tee_pubkey"));
    byte[] nodePoint = point(nodeSpki);
    byte[] nonce = bytes(envelope, "nonce");
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(app);
    agreement.doPhase(node, true);
    byte[] shared = agreement.generateSecret();
    assertThat(Arrays.compareUnsigned(appPoint, nodePoint)).isNegative();
    byte[] salt = ByteBuffer.allocate(2 * 97 + 12).put(appPoint).put(nodePoint).put(nonce).array();
    byte[] key = hkdf(shared, salt, "capsule-ecdh-aes256gcm-v1");
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    String plaintext = vector.get("plaintext").textValue();

    assertThat(block(1))
        .containsExactly(
            new Line("app's d", Hex.encode(fixed(((ECPrivateKey) app).getS(), 48))),
            new Line("app's point", Hex.encode(appPoint)),
            new Line("node's point", Hex.encode(nodePoint)),
            new Line("shared", Hex.encode(shared)),
            new Line("nonce", Hex.encode(nonce)),
            new Line("key", Hex.encode(key)),
            new Line(
                "encrypted_data",
                Hex.encode(cipher.doFinal(plaintext.getBytes(StandardCharsets.UTF_8)))));
    assertThat(Files.readString(PAGE))
        .contains("The envelope of `" + plaintext + "`")
        .contains("`" + Hex.encode(Arrays.copyOf(nodeSpki, 23)) + "`");
  }

  @Test
  void signatureOfTheAnswerIsAsThePageSays() throws Exception {
    JsonNode vector = Vectors.section("proof_of_possession").get(1);
    JsonNode request = Vectors.section("proof_of_possession").get(0);
    String text =
        "NovaKMS:Response:"
            + request.get("signature").textValue()
            + ":"
            + request.get("recipient_wallet").textValue();

    assertThat(block(2))
        .containsExactly(
            new Line("text", text),
            new Line("EIP-191 hash", Hex.encode(hash(text))),
            new Line("signature", sign(text, key(vector))));
  }

  @Test
  void derivedKeyIsAsThePageSays() throws Exception {
    Map<String, String> said = block(3).stream().collect(Collectors.toMap(Line::name, Line::value));
    byte[] salt = ("nova-kms:app:" + said.get("app id")).getBytes(StandardCharsets.UTF_8);
    byte[] key =
        hkdf(
            Hex.decode(said.get("master secret")),
            salt,
            said.get("path") + ":" + said.get("context"));

    assertThat(said).hasSize(5).containsEntry("key", Hex.encode(key));
    assertThat(Vectors.cases("key_derivation"))
        .anyMatch(known -> known.get("key").textValue().equals(said.get("key")));
  }

  private static ECKeyPair key(JsonNode vector) {
    return ECKeyPair.create(Hex.decode(vector.get("private_key").textValue()));
  }

  private static byte[] hash(String text) {
    return Sign.getEthereumMessageHash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sign(String text, ECKeyPair key) {
    Sign.SignatureData signature =
        Sign.signPrefixedMessage(text.getBytes(StandardCharsets.UTF_8), key);
    return "0x"
        + Hex.encode(signature.getR())
        + Hex.encode(signature.getS())
        + Hex.encode(new byte[] {(byte) (signature.getV()[0] - 27)});
  }

  private static byte[] hkdf(byte[] ikm, byte[] salt, String info) throws GeneralSecurityException {
    byte[] extracted = hmac(salt, ikm);
    byte[] text = info.getBytes(StandardCharsets.UTF_8);
    return hmac(extracted, ByteBuffer.allocate(text.length + 1).put(text).put((byte) 1).array());
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static byte[] bytes(JsonNode vector, String field) {
    return Hex.decode(vector.get(field).textValue());
  }

  private static byte[] point(byte[] spki) {
    return Arrays.copyOfRange(spki, spki.length - 97, spki.length);
  }

  private static byte[] fixed(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int taken = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - taken, fixed, length - taken, taken);
    return fixed;
  }
}
