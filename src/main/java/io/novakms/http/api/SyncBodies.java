package io.novakms.http.api;

import io.novakms.model.WireFormat;
import io.novakms.sync.DeltaHandler;
import io.novakms.sync.MasterSecretHandler;
import io.novakms.sync.snapshot.SnapshotHandler;
import io.novakms.sync.snapshot.SnapshotPageHandler;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is in the envelopes of requests of peers (protocol, section 7), for its description. The
 * handlers of {@code sync} read it.
 */
final class SyncBodies {
  private SyncBodies() {}

  /** Records that changed. */
  @Schema(
      name = "SyncBodies.Delta",
      description = "Records that changed.",
      requiredProperties = {"type", "data"})
  record Delta(
      @Schema(description = "`delta`", constValue = DeltaHandler.TYPE) String type,
      @Schema(
              description = "The sender's own wallet",
              pattern = WireFormat.ANY_WALLET,
              nullable = true)
          String senderWallet,
      @Schema(
              description = "The records of each app, under its number in decimal",
              propertyNames = MapKeys.AppId.class)
          Map<String, List<StoredRecord>> data,
      @Schema(
              description =
                  "Whether the answer is to tell the `epoch`: only towards a node that names "
                      + "`delta_epoch` under `node.protocol`")
          boolean tellEpoch,
      @Schema(
              description =
                  "The sender's life: only towards a node that names `lives` under"
                      + " `node.protocol`; the answer then tells that of this node",
              minimum = "1")
          long life,
      @Schema(
              description = "The latest life of each member that the sender has heard of",
              propertyNames = MapKeys.Wallet.class)
          Map<String, Long> lives) {}

  /** Asks for all records at once. */
  @Schema(
      name = "SyncBodies.SnapshotRequest",
      description = "Asks for all records at once.",
      requiredProperties = {"type"})
  record SnapshotRequest(
      @Schema(description = "`snapshot_request`", constValue = SnapshotHandler.TYPE) String type,
      @Schema(
              description = "The sender's own wallet",
              pattern = WireFormat.ANY_WALLET,
              nullable = true)
          String senderWallet) {}

  /**
   * Asks for a page of all records: only towards a node that names {@code snapshot_page} under
   * {@code node.protocol}.
   */
  @Schema(
      name = "SyncBodies.SnapshotPage",
      description =
          "Asks for a page of all records: only towards a node that names `snapshot_page`"
              + " under `node.protocol`.",
      requiredProperties = {"type"})
  record SnapshotPage(
      @Schema(description = "`snapshot_page`", constValue = SnapshotPageHandler.TYPE) String type,
      @Schema(
              description = "The sender's own wallet",
              pattern = WireFormat.ANY_WALLET,
              nullable = true)
          String senderWallet,
      @Schema(
              description = "Null at first, then `next_cursor` of the answer before",
              nullable = true)
          String cursor,
      @Schema(description = "How many records at most", minimum = "1", nullable = true)
          int limit) {}

  /** Asks for the master secret. The one request that needs no {@code x-sync-signature}. */
  @Schema(
      name = "SyncBodies.MasterSecretRequest",
      description = "Asks for the master secret. The one request that needs no `x-sync-signature`.",
      requiredProperties = {"type", "ecdh_pubkey"})
  record MasterSecretRequest(
      @Schema(description = "`master_secret_request`", constValue = MasterSecretHandler.TYPE)
          String type,
      @Schema(
              description = "The sender's own wallet",
              pattern = WireFormat.ANY_WALLET,
              nullable = true)
          String senderWallet,
      @Schema(
              description = "A P-384 key that was made for this one request, in hex",
              pattern = WireFormat.ANY_TEE_PUBKEY)
          String ecdhPubkey) {}

  /** A record, as nodes exchange it. */
  @Schema(
      name = "SyncBodies.StoredRecord",
      description = "A record, as nodes exchange it.",
      requiredProperties = {"key", "value", "version", "updated_at_ms"})
  record StoredRecord(
      @Schema(description = "Key of the value") String key,
      @Schema(
              description = "The sealed value in hex; null of a tombstone",
              pattern = "^(0[xX])?([0-9a-fA-F]{2})*$",
              nullable = true)
          String value,
      @Schema(
              description = "The vector clock: a counter for each node, by its wallet",
              propertyNames = MapKeys.Wallet.class)
          Map<String, Long> version,
      @Schema(description = "When it was written, in Unix milliseconds", minimum = "0")
          long updatedAtMs,
      @Schema(description = "Whether it says that the key was deleted") boolean tombstone,
      @Schema(
              description = "How long the value is valid, in milliseconds; 0 means for ever",
              minimum = "0",
              defaultValue = "0")
          long ttlMs) {}
}
