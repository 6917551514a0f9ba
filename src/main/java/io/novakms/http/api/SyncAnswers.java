package io.novakms.http.api;

import io.novakms.http.openapi.Shape;
import java.util.List;
import java.util.Map;

/**
 * What is in the envelopes of answers to peers (protocol, section 7), for its description. The
 * handlers of {@code sync} write it.
 */
final class SyncAnswers {
  private static final String OK = "ok";

  private SyncAnswers() {}

  /**
   * What became of the records of a {@code delta}.
   *
   * @param status {@code ok}: the batch was processed
   * @param total how many records it had
   * @param merged how many changed what is stored
   * @param skipped how many this node had already, or newer
   * @param rejected how many it did not take
   * @param skipReasons why, each with its number
   * @param epoch which life of this node's memory has them; where it was asked for
   */
  record Receipt(
      @Shape(always = OK) String status,
      @Shape(least = 0) long total,
      @Shape(least = 0) long merged,
      @Shape(least = 0) long skipped,
      @Shape(least = 0) long rejected,
      @Shape(keys = "^[a-z0-9_]+$") Map<String, Long> skipReasons,
      @Shape(format = "uuid", optional = true) String epoch) {}

  /**
   * All records.
   *
   * @param status {@code ok}
   * @param data the records of each app, under its number in decimal
   */
  record Snapshot(
      @Shape(always = OK) String status,
      @Shape(keys = Shape.APP_ID) Map<String, List<SyncBodies.StoredRecord>> data) {}

  /**
   * A page of all records.
   *
   * @param status {@code ok}
   * @param data the records of each app, under its number in decimal
   * @param nextCursor where the next page begins; null on the last one
   * @param epoch which life of this node's memory they are of
   */
  record SnapshotPage(
      @Shape(always = OK) String status,
      @Shape(keys = Shape.APP_ID) Map<String, List<SyncBodies.StoredRecord>> data,
      @Shape(nullable = true) String nextCursor,
      @Shape(format = "uuid") String epoch) {}

  /**
   * The master secret, sealed.
   *
   * @param status {@code ok}
   * @param sealed for the key that the request brought
   */
  record MasterSecret(@Shape(always = OK) String status, Sealed sealed) {}

  /**
   * A sealed master secret.
   *
   * @param ephemeralPubkey a P-384 key that was made for this one answer
   * @param nonce 12 bytes
   * @param encryptedData 32 bytes of AES-256-GCM ciphertext, and the tag
   */
  record Sealed(
      @Shape(pattern = Shape.TEE_PUBKEY) String ephemeralPubkey,
      @Shape(pattern = Shape.GCM_NONCE) String nonce,
      @Shape(pattern = "^[0-9a-f]{96}$") String encryptedData) {}
}
