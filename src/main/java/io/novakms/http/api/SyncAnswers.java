package io.novakms.http.api;

import io.novakms.model.WireFormat;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is in the envelopes of answers to peers (protocol, section 7), for its description. The
 * handlers of {@code sync} write it.
 */
final class SyncAnswers {
  private static final String OK = "ok";

  private SyncAnswers() {}

  /** What became of the records of a {@code delta}. */
  @Schema(
      name = "SyncAnswers.Receipt",
      description = "What became of the records of a `delta`.",
      requiredProperties = {"status", "total", "merged", "skipped", "rejected", "skip_reasons"})
  record Receipt(
      @Schema(description = "`ok`: the batch was processed", constValue = OK) String status,
      @Schema(description = "How many records it had", minimum = "0") long total,
      @Schema(description = "How many changed what is stored", minimum = "0") long merged,
      @Schema(description = "How many this node had already, or newer", minimum = "0") long skipped,
      @Schema(description = "How many it did not take", minimum = "0") long rejected,
      @Schema(description = "Why, each with its number", propertyNames = MapKeys.Word.class)
          Map<String, Long> skipReasons,
      @Schema(
              description = "Which life of this node's memory has them; where it was asked for",
              format = "uuid")
          String epoch,
      @Schema(
              description = "The life of this node that has them; where the sender told its own",
              minimum = "1")
          long life,
      @Schema(
              description = "The latest life of each member that this node has heard of",
              propertyNames = MapKeys.Wallet.class)
          Map<String, Long> lives) {}

  /** All records. */
  @Schema(name = "SyncAnswers.Snapshot", description = "All records.")
  record Snapshot(
      @Schema(description = "`ok`", constValue = OK) String status,
      @Schema(
              description = "The records of each app, under its number in decimal",
              propertyNames = MapKeys.AppId.class)
          Map<String, List<SyncBodies.StoredRecord>> data) {}

  /** A page of all records. */
  @Schema(name = "SyncAnswers.SnapshotPage", description = "A page of all records.")
  record SnapshotPage(
      @Schema(description = "`ok`", constValue = OK) String status,
      @Schema(
              description = "The records of each app, under its number in decimal",
              propertyNames = MapKeys.AppId.class)
          Map<String, List<SyncBodies.StoredRecord>> data,
      @Schema(description = "Where the next page begins; null on the last one", nullable = true)
          String nextCursor,
      @Schema(description = "Which life of this node's memory they are of", format = "uuid")
          String epoch) {}

  /** The master secret, sealed. */
  @Schema(name = "SyncAnswers.MasterSecret", description = "The master secret, sealed.")
  record MasterSecret(
      @Schema(description = "`ok`", constValue = OK) String status,
      @Schema(description = "Sealed for the key that the request brought") Sealed sealed) {}

  /** A sealed master secret. */
  @Schema(name = "SyncAnswers.Sealed", description = "A sealed master secret.")
  record Sealed(
      @Schema(
              description = "A P-384 key that was made for this one answer",
              pattern = WireFormat.TEE_PUBKEY)
          String ephemeralPubkey,
      @Schema(description = "12 bytes", pattern = WireFormat.GCM_NONCE) String nonce,
      @Schema(
              description = "32 bytes of AES-256-GCM ciphertext, and the tag",
              pattern = "^[0-9a-f]{96}$")
          String encryptedData) {}
}
