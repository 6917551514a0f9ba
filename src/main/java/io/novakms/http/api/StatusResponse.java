package io.novakms.http.api;

import io.novakms.config.KmsConfig;
import io.novakms.http.openapi.Shape;
import io.novakms.model.Reason;
import io.novakms.model.Wallet;
import io.novakms.node.Step;
import io.novakms.node.TickReport;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerSet;
import io.novakms.peer.Probe;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.secret.SecretStatus;
import io.novakms.store.StoreTotals;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * {@code GET /status} (protocol, section 6). What is not known is null. Times are ISO 8601 in UTC.
 *
 * @param node this node
 * @param cluster the cluster as this node sees it
 * @param chain the chain as this node last read it
 * @param lastTick the latest tick that came to an end
 * @param dataStore what this node stores
 */
public record StatusResponse(
    NodeView node,
    ClusterView cluster,
    ChainView chain,
    @Shape(nullable = true) TickView lastTick,
    DataStoreView dataStore) {

  /**
   * This node.
   *
   * @param teeWallet its wallet
   * @param teePubkey its key for envelopes
   * @param nodeUrl where it listens
   * @param isOperator whether the registry vouches for it
   * @param serviceAvailable whether the gate is open
   * @param reason why the gate is closed
   * @param reasonDetail what exactly was seen
   * @param since since when the gate is open, or closed for this reason
   * @param leaseLeftMs when an open gate closes unless a tick renews it
   * @param masterSecret where the master secret came from
   * @param masterSecretInitialized whether there is one
   * @param version of this build
   * @param bootEpoch changes with each start of this node
   * @param protocol the optional request types that it knows (protocol, section 7)
   */
  public record NodeView(
      @Shape(pattern = Shape.WALLET, nullable = true) String teeWallet,
      @Shape(pattern = Shape.TEE_PUBKEY, nullable = true) String teePubkey,
      @Shape(nullable = true) String nodeUrl,
      boolean isOperator,
      boolean serviceAvailable,
      @Shape(words = Reason.class, nullable = true) String reason,
      @Shape(nullable = true) String reasonDetail,
      @Shape(format = Shape.DATE_TIME) String since,
      @Shape(least = 0, nullable = true) Long leaseLeftMs,
      SecretView masterSecret,
      boolean masterSecretInitialized,
      String version,
      @Shape(format = "uuid") String bootEpoch,
      List<String> protocol) {}

  /**
   * The master secret.
   *
   * @param state {@code uninitialized}, {@code generated}, {@code seeded} or {@code synced}
   * @param syncedFrom the URL of the peer that gave it
   * @param syncedFromWallet the wallet of that peer
   */
  public record SecretView(
      @Shape(words = SecretStatus.Origin.class) String state,
      @Shape(nullable = true) String syncedFrom,
      @Shape(pattern = Shape.WALLET, nullable = true) String syncedFromWallet) {
    public static SecretView of(SecretStatus secret) {
      return new SecretView(
          secret.origin().word(),
          secret.syncedFromUrl().map(URI::toString).orElse(null),
          secret.syncedFrom().map(Wallet::address).orElse(null));
    }
  }

  /**
   * The cluster.
   *
   * @param kmsAppId its app
   * @param registryAddress {@code KMSRegistry}
   * @param appRegistryAddress {@code NovaAppRegistry}
   * @param totalInstances the members that the registry vouches for, this node included
   * @param rejectedInstances listed instances that are none
   * @param peersSeen the members whose status came when they were last asked for it; null where
   *     there are too many to list
   */
  public record ClusterView(
      BigInteger kmsAppId,
      @Shape(pattern = Shape.WALLET) String registryAddress,
      @Shape(pattern = Shape.WALLET) String appRegistryAddress,
      @Shape(least = 0) int totalInstances,
      @Shape(least = 0) int rejectedInstances,
      @Shape(nullable = true) List<String> peersSeen) {
    public static ClusterView of(
        KmsConfig.Chain chain, PeerSet members, boolean isOperator, PeerHealthMonitor probes) {
      return new ClusterView(
          chain.kmsAppId().value(),
          chain.kmsRegistry().address(),
          chain.appRegistry().address(),
          members.peers().size() + (isOperator ? 1 : 0),
          members.rejected().size(),
          members.peers().size() > PeerOutlook.MAX_SEEN ? null : seen(members, probes));
    }

    private static List<String> seen(PeerSet members, PeerHealthMonitor probes) {
      return members.peers().stream()
          .map(Peer::wallet)
          .filter(wallet -> probes.of(wallet).flatMap(Probe::status).isPresent())
          .map(Wallet::address)
          .toList();
    }
  }

  /**
   * The chain.
   *
   * @param block the height that membership was last read at
   * @param blockTime when its maker made that block
   * @param readAt when this node read it
   * @param ageMs how long ago that is
   */
  public record ChainView(
      @Shape(least = 0, nullable = true) Long block,
      @Shape(format = Shape.DATE_TIME, nullable = true) String blockTime,
      @Shape(format = Shape.DATE_TIME, nullable = true) String readAt,
      @Shape(nullable = true) Long ageMs) {
    public static ChainView of(PeerSet members, Instant now) {
      return new ChainView(
          members.block().map(ChainBlock::number).orElse(null),
          members.block().map(ChainBlock::timestamp).map(Instant::toString).orElse(null),
          members.refreshedAt().map(Instant::toString).orElse(null),
          members.refreshedAt().map(at -> Duration.between(at, now).toMillis()).orElse(null));
    }
  }

  /**
   * A tick.
   *
   * @param number counts from 1 with each start
   * @param startedAt when it started
   * @param durationMs how long it took
   * @param chainRoundTrips HTTP requests to the chain
   * @param steps the steps that it began, in order
   */
  public record TickView(
      @Shape(least = 1) long number,
      @Shape(format = Shape.DATE_TIME) String startedAt,
      @Shape(least = 0) long durationMs,
      @Shape(least = 0) int chainRoundTrips,
      List<StepView> steps) {
    public static TickView of(TickReport report) {
      return new TickView(
          report.number(),
          report.startedAt().toString(),
          report.duration().toMillis(),
          report.chainRoundTrips(),
          report.steps().stream().map(StepView::of).toList());
    }
  }

  /**
   * A step of a tick.
   *
   * @param step its name
   * @param outcome {@code ok}, {@code stopped} or {@code failed}
   * @param durationMs how long it took
   * @param detail what was seen
   */
  public record StepView(
      @Shape(words = Step.class) String step,
      @Shape(words = TickReport.Outcome.class) String outcome,
      @Shape(least = 0) long durationMs,
      String detail) {
    public static StepView of(TickReport.StepReport report) {
      return new StepView(
          report.step().code(),
          report.outcome().name().toLowerCase(Locale.ROOT),
          report.duration().toMillis(),
          report.detail());
    }
  }

  /**
   * What is stored.
   *
   * @param namespaces apps that have anything here
   * @param totalKeys their values; one that expired counts until the next tick
   * @param totalBytes the bytes of keys and stored values
   */
  public record DataStoreView(
      @Shape(least = 0) long namespaces,
      @Shape(least = 0) long totalKeys,
      @Shape(least = 0) long totalBytes) {
    public static DataStoreView of(StoreTotals totals) {
      return new DataStoreView(totals.namespaces(), totals.values(), totals.bytes());
    }
  }
}
