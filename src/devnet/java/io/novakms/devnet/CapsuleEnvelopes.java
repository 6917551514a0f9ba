package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The {@code /v1/encryption} calls of the Capsule API, by the JDK's own cryptography, which shares
 * no code with the node's, so that each checks the other. A (key, nonce) pair is decrypted once.
 */
final class CapsuleEnvelopes {
  private static final byte[] INFO =
      "capsule-ecdh-aes256gcm-v1".getBytes(StandardCharsets.US_ASCII);
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int REMEMBERED = 1_000_000;

  private final KeyPair own;
  private final TeePublicKey ownPublic;
  private final SecureRandom random = new SecureRandom();
  private final Cache<TeePublicKey, byte[]> agreed =
      Caffeine.newBuilder().maximumSize(1_000).build();
  private final Cache<String, Boolean> decrypted =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  CapsuleEnvelopes(KeyPair own) {
    this.own = own;
    this.ownPublic = TeePublicKey.of(own.getPublic().getEncoded());
  }

  /** Answers {@code GET /v1/encryption/public_key}. */
  ObjectNode publicKey() {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(ownPublic.spki());
    return answer()
        .put("public_key_der", "0x" + ownPublic.hex())
        .put(
            "public_key_pem",
            "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
  }

  /** Answers {@code POST /v1/encryption/encrypt}. */
  ObjectNode encrypt(JsonNode request) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] plaintext = CapsuleEmulator.text(request, "plaintext").getBytes(StandardCharsets.UTF_8);
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, client(request), nonce);
    return answer()
        .put("encrypted_data", Hex.encode(cipher.doFinal(plaintext)))
        .put("enclave_public_key", ownPublic.hex())
        .put("nonce", Hex.encode(nonce));
  }

  /** Answers {@code POST /v1/encryption/decrypt}. */
  ObjectNode decrypt(JsonNode request) throws GeneralSecurityException {
    TeePublicKey client = client(request);
    byte[] nonce = Hex.decode(CapsuleEmulator.text(request, "nonce"), NONCE_BYTES);
    byte[] ciphertext = Hex.decode(CapsuleEmulator.text(request, "encrypted_data"));
    byte[] plaintext = cipher(Cipher.DECRYPT_MODE, client, nonce).doFinal(ciphertext);
    if (decrypted.asMap().putIfAbsent(client.hex() + Hex.encode(nonce), true) != null) {
      throw new IllegalArgumentException("this nonce was decrypted before");
    }
    return answer().put("plaintext", text(plaintext));
  }

  private static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the plaintext is not UTF-8", e);
    }
  }

  private Cipher cipher(int mode, TeePublicKey client, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    cipher.init(
        mode, new SecretKeySpec(key(client, nonce), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  /** HKDF-SHA256 of one block: extract, then expand. */
  private byte[] key(TeePublicKey client, byte[] nonce) throws GeneralSecurityException {
    byte[] prk = hmac(salt(client, nonce), agreed.get(client, this::agree));
    byte[] firstBlock = Arrays.copyOf(INFO, INFO.length + 1);
    firstBlock[INFO.length] = 1;
    return hmac(prk, firstBlock);
  }

  private byte[] salt(TeePublicKey client, byte[] nonce) {
    byte[][] points = {ownPublic.sec1(), client.sec1()};
    Arrays.sort(points, Arrays::compareUnsigned);
    return Hex.decode(Hex.encode(points[0]) + Hex.encode(points[1]) + Hex.encode(nonce));
  }

  private byte[] agree(TeePublicKey client) {
    try {
      PublicKey other =
          KeyFactory.getInstance("EC", "SunEC")
              .generatePublic(new X509EncodedKeySpec(client.spki()));
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH", "SunEC");
      agreement.init(own.getPrivate());
      agreement.doPhase(other, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no agreement", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static TeePublicKey client(JsonNode request) {
    return TeePublicKey.parse(CapsuleEmulator.text(request, "client_public_key"));
  }

  private static ObjectNode answer() {
    return JsonNodeFactory.instance.objectNode();
  }
}
