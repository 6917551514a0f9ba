package io.novakms.http.api;

import io.novakms.http.openapi.Shape;
import io.novakms.sync.DeltaHandler;
import io.novakms.sync.MasterSecretHandler;
import io.novakms.sync.snapshot.SnapshotHandler;
import io.novakms.sync.snapshot.SnapshotPageHandler;
import java.util.List;
import java.util.Map;

/**
 * What is in the envelopes of requests of peers (protocol, section 7), for its description. The
 * handlers of {@code sync} read it.
 */
final class SyncBodies {
  private SyncBodies() {}

  /**
   * Records that changed.
   *
   * @param type {@code delta}
   * @param senderWallet the sender's own wallet
   * @param data the records of each app, under its number in decimal
   * @param tellEpoch whether the answer is to tell the {@code epoch}: only towards a node that
   *     names {@code delta_epoch} under {@code node.protocol}
   */
  record Delta(
      @Shape(always = DeltaHandler.TYPE) String type,
      @Shape(pattern = WALLET, optional = true, nullable = true) String senderWallet,
      @Shape(keys = Shape.APP_ID) Map<String, List<StoredRecord>> data,
      @Shape(optional = true) boolean tellEpoch) {}

  /**
   * Asks for all records at once.
   *
   * @param type {@code snapshot_request}
   * @param senderWallet the sender's own wallet
   */
  record SnapshotRequest(
      @Shape(always = SnapshotHandler.TYPE) String type,
      @Shape(pattern = WALLET, optional = true, nullable = true) String senderWallet) {}

  /**
   * Asks for a page of all records: only towards a node that names {@code snapshot_page} under
   * {@code node.protocol}.
   *
   * @param type {@code snapshot_page}
   * @param senderWallet the sender's own wallet
   * @param cursor null at first, then {@code next_cursor} of the answer before
   * @param limit how many records at most
   */
  record SnapshotPage(
      @Shape(always = SnapshotPageHandler.TYPE) String type,
      @Shape(pattern = WALLET, optional = true, nullable = true) String senderWallet,
      @Shape(optional = true, nullable = true) String cursor,
      @Shape(least = 1, optional = true, nullable = true) int limit) {}

  /**
   * Asks for the master secret. The one request that needs no {@code x-sync-signature}.
   *
   * @param type {@code master_secret_request}
   * @param senderWallet the sender's own wallet
   * @param ecdhPubkey a P-384 key that was made for this one request, in hex
   */
  record MasterSecretRequest(
      @Shape(always = MasterSecretHandler.TYPE) String type,
      @Shape(pattern = WALLET, optional = true, nullable = true) String senderWallet,
      @Shape(pattern = Shape.ANY_TEE_PUBKEY) String ecdhPubkey) {}

  /**
   * A record, as nodes exchange it.
   *
   * @param key of the value
   * @param value the sealed value in hex; null of a tombstone
   * @param version the vector clock: a counter for each node, by its wallet
   * @param updatedAtMs when it was written, in Unix milliseconds
   * @param tombstone whether it says that the key was deleted
   * @param ttlMs how long the value is valid, in milliseconds; 0 means for ever
   */
  record StoredRecord(
      String key,
      @Shape(pattern = "^(0[xX])?([0-9a-fA-F]{2})*$", nullable = true) String value,
      @Shape(keys = WALLET) Map<String, Long> version,
      @Shape(least = 0) long updatedAtMs,
      @Shape(optional = true) boolean tombstone,
      @Shape(least = 0, optional = true, otherwise = "0") long ttlMs) {}

  private static final String WALLET = "^(0[xX])?[0-9a-fA-F]{40}$";
}
