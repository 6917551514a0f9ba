package io.novakms.http.api;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.http.openapi.Shape;
import io.novakms.model.Reason;
import io.novakms.model.Wallet;
import io.novakms.node.ClusterSnapshot;
import io.novakms.node.GateSnapshot;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.NodeSnapshot;
import io.novakms.node.PeerSnapshot;
import io.novakms.node.Step;
import io.novakms.node.StoreSnapshot;
import io.novakms.node.TickReport;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerSet;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.secret.SecretStatus;
import io.novakms.sync.SyncExtensions;
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
  static StatusResponse of(NodeSnapshot now, KmsConfig.Chain chain) {
    return new StatusResponse(
        NodeView.of(now),
        ClusterView.of(now, chain),
        ChainView.of(now),
        now.lastTick().map(TickView::of).orElse(null),
        DataStoreView.of(now.store()));
  }

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
      List<String> protocol) {
    static NodeView of(NodeSnapshot now) {
      GateSnapshot gate = now.gate();
      return new NodeView(
          now.identity().map(known -> known.wallet().address()).orElse(null),
          now.identity().map(known -> known.publicKey().hex()).orElse(null),
          now.url().orElse(null),
          now.isOperator(),
          gate.isOpen(),
          gate.closed().map(closed -> closed.reason().code()).orElse(null),
          gate.closed().map(Unavailable::detail).orElse(null),
          gate.since().toString(),
          gate.isOpen() ? gate.leaseLeft().toMillis() : null,
          SecretView.of(now.secret()),
          now.secret().isInitialized(),
          BuildVersion.VERSION,
          now.bootEpoch(),
          SyncExtensions.NAMES);
    }
  }

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
    static ClusterView of(NodeSnapshot now, KmsConfig.Chain chain) {
      PeerSet members = now.members();
      return new ClusterView(
          chain.kmsAppId().value(),
          chain.kmsRegistry().address(),
          chain.appRegistry().address(),
          members.peers().size() + members.unknown().size() + (now.isOperator() ? 1 : 0),
          members.rejected().size(),
          members.peers().size() > PeerOutlook.MAX_SEEN ? null : seen(now.cluster()));
    }

    private static List<String> seen(ClusterSnapshot cluster) {
      return cluster.peers().stream()
          .filter(PeerSnapshot::isSeen)
          .map(peer -> peer.peer().wallet().address())
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
    public static ChainView of(NodeSnapshot now) {
      PeerSet members = now.members();
      return new ChainView(
          members.block().map(ChainBlock::number).orElse(null),
          members.block().map(ChainBlock::timestamp).map(Instant::toString).orElse(null),
          members.refreshedAt().map(Instant::toString).orElse(null),
          now.chainAge().map(Duration::toMillis).orElse(null));
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
    static DataStoreView of(StoreSnapshot store) {
      return new DataStoreView(store.namespaces(), store.values(), store.bytes());
    }
  }
}
