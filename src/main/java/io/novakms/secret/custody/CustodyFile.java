package io.novakms.secret.custody;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CanonicalJson;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A custody file: the master secret in shares, one sealed to each custodian. It is public; only as
 * many custodians together as its threshold says can use it. The node that made it signs the whole
 * of it; {@link CustodyFileReader} reads none whose signature is not the signer's.
 *
 * @param cluster the cluster and the secret
 * @param threshold how many shares make the secret: 2 to the number of entries
 * @param createdAt when it was made, in whole milliseconds
 * @param entries the custodians, with the indices from 1 on, in that order, names and keys all
 *     different; at most 64
 * @param signer the wallet of the node that made it
 * @param signature that wallet's, over {@link #signedText()}: {@code 0x} and r, s, v in hex
 */
public record CustodyFile(
    ClusterIdentity cluster,
    int threshold,
    Instant createdAt,
    List<CustodyEntry> entries,
    Wallet signer,
    String signature) {
  /** The most custodians of a file. */
  public static final int MAX_ENTRIES = 64;

  /** The longest file, in bytes. */
  public static final int MAX_BYTES = 96 * 1024;

  static final String FORMAT = "nova-kms-custody-1";
  static final String FORMAT_FIELD = "format";
  static final String CLUSTER = "cluster";
  static final String THRESHOLD = "threshold";
  static final String CREATED_AT = "created_at_ms";
  static final String CUSTODIANS = "custodians";
  static final String SIGNER = "signer";
  static final String SIGNATURE = "signature";

  private static final int LEAST = 2;
  private static final int SIGNATURE_BYTES = 65;
  private static final String SIGNED = "NovaKMS:Custody:";

  /** Checks all that can be checked without the signer's key, and copies the list. */
  public CustodyFile {
    entries = List.copyOf(entries);
    createdAt = Instant.ofEpochMilli(createdAt.toEpochMilli());
    signature = Hex.encodePrefixed(Hex.decode(signature, SIGNATURE_BYTES));
    require(
        threshold >= LEAST && threshold <= entries.size() && entries.size() <= MAX_ENTRIES,
        "2 <= threshold <= custodians <= 64");
    for (int i = 0; i < entries.size(); i++) {
      require(entries.get(i).index() == i + 1, "the indices count from 1");
    }
    require(areDifferent(entries), "no two custodians have one name or one key");
  }

  /** The entry of the custodian with {@code key}; empty where there is none. */
  public Optional<CustodyEntry> entryOf(TeePublicKey key) {
    return entries.stream().filter(entry -> entry.custodian().publicKey().equals(key)).findFirst();
  }

  /** Which file it is: the SHA-256, in hex, of all of it but the signature. */
  public String digest() {
    return digest(unsigned(cluster, threshold, createdAt, entries, signer));
  }

  /** What the signer signs with EIP-191. */
  public String signedText() {
    return SIGNED + digest();
  }

  /** The file: canonical JSON in UTF-8 (protocol, section 7), without a line end. */
  public byte[] bytes() {
    return CanonicalJson.encode(toJson());
  }

  /** The file as JSON. */
  public ObjectNode toJson() {
    return unsigned(cluster, threshold, createdAt, entries, signer).put(SIGNATURE, signature);
  }

  /** What a share of the custodian called {@code name} is sealed with. */
  static byte[] sealingContext(ClusterIdentity cluster, String name, int index) {
    ObjectNode context = JsonNodeFactory.instance.objectNode();
    context.put("name", name).put("index", index).set(CLUSTER, cluster.toJson());
    return CanonicalJson.encode(context);
  }

  /** What is to be signed of a file with these parts. */
  static String textToSign(
      ClusterIdentity cluster,
      int threshold,
      Instant createdAt,
      List<CustodyEntry> entries,
      Wallet signer) {
    return SIGNED + digest(unsigned(cluster, threshold, createdAt, entries, signer));
  }

  private static ObjectNode unsigned(
      ClusterIdentity cluster,
      int threshold,
      Instant createdAt,
      List<CustodyEntry> entries,
      Wallet signer) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(FORMAT_FIELD, FORMAT).put(THRESHOLD, threshold).put(SIGNER, signer.address());
    json.put(CREATED_AT, createdAt.toEpochMilli()).set(CLUSTER, cluster.toJson());
    ArrayNode custodians = json.putArray(CUSTODIANS);
    entries.forEach(entry -> entry.writeTo(custodians.addObject()));
    return json;
  }

  private static String digest(ObjectNode unsigned) {
    try {
      byte[] bytes = CanonicalJson.encode(unsigned);
      return Hex.encode(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static boolean areDifferent(List<CustodyEntry> entries) {
    return entries.stream().map(entry -> entry.custodian().name()).distinct().count()
            == entries.size()
        && entries.stream().map(entry -> entry.custodian().publicKey()).distinct().count()
            == entries.size();
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
