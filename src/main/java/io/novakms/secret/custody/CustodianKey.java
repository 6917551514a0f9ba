package io.novakms.secret.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.Aes256Gcm;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.EnvelopeCipher;
import io.novakms.crypto.P384KeyPair;
import io.novakms.crypto.SecretShare;
import io.novakms.crypto.ShareSealing;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.tee.Envelope;
import io.novakms.tee.Sealed;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** A custodian's side of a custody file. Safe for use by many threads. */
public final class CustodianKey {
  private final P384KeyPair keys;
  private final ShareSealing sealing;
  private final EnvelopeCipher envelopes;
  private final SecureRandom random;

  /** The custodian who holds {@code keys}. */
  public CustodianKey(P384KeyPair keys, CryptoProviders providers) {
    this.keys = keys;
    this.sealing = new ShareSealing(providers);
    this.envelopes = new EnvelopeCipher(providers, keys);
    this.random = providers.random();
  }

  /** The public key, in the form of {@code KMS_CUSTODIANS}. */
  public TeePublicKey publicKey() {
    return keys.publicKey();
  }

  /**
   * The custodian's entry in {@code file}.
   *
   * @throws KmsException FORBIDDEN where the file has no share for this key
   */
  public CustodyEntry entryIn(CustodyFile file) {
    return file.entryOf(keys.publicKey())
        .orElseThrow(
            () ->
                new KmsException(
                    Kind.FORBIDDEN, "the custody file has no share that is sealed to this key"));
  }

  /**
   * The own share in {@code file}, to be destroyed by the caller.
   *
   * @throws KmsException FORBIDDEN where the file has none for this key; BAD_REQUEST, with the code
   *     {@link CustodyFileReader#BAD_FILE}, where it does not open, or does not match the file's
   *     commitment
   */
  public SecretShare open(CustodyFile file) {
    CustodyEntry entry = entryIn(file);
    byte[] context =
        CustodyFile.sealingContext(file.cluster(), entry.custodian().name(), entry.index());
    SecretShare share;
    try {
      share = sealing.open(keys, context, entry.index(), entry.sealed());
    } catch (DecryptionException e) {
      throw bad(
          "the share of "
              + entry.custodian().name()
              + " does not open: it was sealed for"
              + " another cluster, or altered");
    }
    if (!entry.isOf(share)) {
      share.destroy();
      throw bad("the share of " + entry.custodian().name() + " is not what the file commits to");
    }
    return share;
  }

  /**
   * Puts {@code body} into an envelope that only {@code node} opens, and that proves to it that the
   * holder of this key sealed it (protocol, section 4).
   */
  public ObjectNode seal(TeePublicKey node, JsonNode body) {
    byte[] nonce = new byte[Aes256Gcm.NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] text = body.toString().getBytes(StandardCharsets.UTF_8);
    try {
      Sealed sealed = new Sealed(nonce, envelopes.encrypt(node, nonce, text));
      return new Envelope(keys.publicKey(), sealed, Envelope.FIELD).toJson();
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /**
   * What {@code node} sealed for this key.
   *
   * @throws KmsException BAD_REQUEST where {@code envelope} is not from it, or holds no JSON
   */
  public JsonNode open(TeePublicKey node, JsonNode envelope) {
    Sealed sealed = Envelope.parse(envelope).sealed();
    try {
      byte[] text = envelopes.decrypt(node, sealed.nonce(), sealed.ciphertext());
      return StrictJson.value(new String(text, StandardCharsets.UTF_8));
    } catch (DecryptionException | IllegalArgumentException e) {
      throw new KmsException(Kind.BAD_REQUEST, "the envelope is not from that node", e);
    }
  }

  private static KmsException bad(String why) {
    return new KmsException(Kind.BAD_REQUEST, CustodyFileReader.BAD_FILE, why, null);
  }
}
