package io.novakms.http.api;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.model.Reason;
import io.novakms.model.Wallet;
import io.novakms.model.WireFormat;
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
import io.novakms.sync.message.MapKeys;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * {@code GET /status} (protocol, section 6). What is not known is null. Times are ISO 8601 in UTC.
 */
@Schema(
    description =
        "`GET /status` (protocol, section 6). What is not known is null. Times are ISO "
            + "8601 in UTC.")
public record StatusResponse(
    @Schema(description = "This node") NodeView node,
    @Schema(description = "The cluster as this node sees it") ClusterView cluster,
    @Schema(description = "The chain as this node last read it") ChainView chain,
    @Schema(description = "The latest tick that came to an end", nullable = true) TickView lastTick,
    @Schema(description = "What this node stores") DataStoreView dataStore) {
  static StatusResponse of(NodeSnapshot now, KmsConfig.Chain chain) {
    return new StatusResponse(
        NodeView.of(now),
        ClusterView.of(now, chain),
        ChainView.of(now),
        now.lastTick().map(TickView::of).orElse(null),
        DataStoreView.of(now.store()));
  }

  /** This node. */
  @Schema(name = "StatusResponse.NodeView", description = "This node.")
  public record NodeView(
      @Schema(description = "Its wallet", pattern = WireFormat.WALLET, nullable = true)
          String teeWallet,
      @Schema(
              description = "Its key for envelopes",
              pattern = WireFormat.TEE_PUBKEY,
              nullable = true)
          String teePubkey,
      @Schema(description = "Where it listens", nullable = true) String nodeUrl,
      @Schema(description = "Whether the registry vouches for it") boolean isOperator,
      @Schema(description = "Whether the gate is open") boolean serviceAvailable,
      @Schema(
              description = "Why the gate is closed",
              implementation = Reason.class,
              nullable = true)
          String reason,
      @Schema(description = "What exactly was seen", nullable = true) String reasonDetail,
      @Schema(
              description = "Since when the gate is open, or closed for this reason",
              format = "date-time")
          String since,
      @Schema(
              description = "When an open gate closes unless a tick renews it",
              minimum = "0",
              nullable = true)
          Long leaseLeftMs,
      @Schema(description = "Where the master secret came from") SecretView masterSecret,
      @Schema(description = "Whether there is one") boolean masterSecretInitialized,
      @Schema(description = "Version of this build") String version,
      @Schema(description = "Changes with each start of this node", format = "uuid")
          String bootEpoch,
      @Schema(
              description =
                  "The number of its life, which grows with each start and whenever it forgets its"
                      + " data: the time at which it began, in Unix milliseconds, or more",
              minimum = "1")
          long life,
      @Schema(
              description =
                  "Whether it vouches for absence: only a majority of members that do makes a 404")
          boolean vouches,
      @Schema(description = "The wallets of the members that it waits for before it vouches")
          List<String> awaitedMembers,
      @Schema(description = "The optional request types that it knows (protocol, section 7)")
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
          now.life(),
          now.vouching().vouches(),
          now.vouching().waitingFor().stream().map(Wallet::address).toList(),
          SyncExtensions.NAMES);
    }
  }

  /** The master secret. */
  @Schema(name = "StatusResponse.SecretView", description = "The master secret.")
  public record SecretView(
      @Schema(
              description = "`uninitialized`, `generated`, `seeded` or `synced`",
              implementation = SecretStatus.Origin.class)
          String state,
      @Schema(description = "The URL of the peer that gave it", nullable = true) String syncedFrom,
      @Schema(description = "The wallet of that peer", pattern = WireFormat.WALLET, nullable = true)
          String syncedFromWallet) {
    public static SecretView of(SecretStatus secret) {
      return new SecretView(
          secret.origin().word(),
          secret.syncedFromUrl().map(URI::toString).orElse(null),
          secret.syncedFrom().map(Wallet::address).orElse(null));
    }
  }

  /** The cluster. */
  @Schema(name = "StatusResponse.ClusterView", description = "The cluster.")
  public record ClusterView(
      @Schema(description = "Its app", minimum = "0") BigInteger kmsAppId,
      @Schema(description = "`KMSRegistry`", pattern = WireFormat.WALLET) String registryAddress,
      @Schema(description = "`NovaAppRegistry`", pattern = WireFormat.WALLET)
          String appRegistryAddress,
      @Schema(
              description = "The members that the registry vouches for, this node included",
              minimum = "0")
          int totalInstances,
      @Schema(description = "Listed instances that are none", minimum = "0") int rejectedInstances,
      @Schema(
              description =
                  "The members whose status came when they were last asked for it; null where "
                      + "there are too many to list",
              nullable = true)
          List<String> peersSeen,
      @Schema(
              description =
                  "The latest life that this node has heard of, of each other member; null where"
                      + " there are too many to list",
              propertyNames = MapKeys.Wallet.class,
              nullable = true)
          Map<String, Long> lives) {
    static ClusterView of(NodeSnapshot now, KmsConfig.Chain chain) {
      PeerSet members = now.members();
      return new ClusterView(
          chain.kmsAppId().value(),
          chain.kmsRegistry().address(),
          chain.appRegistry().address(),
          members.peers().size() + members.unknown().size() + (now.isOperator() ? 1 : 0),
          members.rejected().size(),
          members.peers().size() > PeerOutlook.MAX_SEEN ? null : seen(now.cluster()),
          lives(now));
    }

    private static Map<String, Long> lives(NodeSnapshot now) {
      Map<Wallet, Long> lives = now.lives().byWallet();
      if (lives.size() > PeerOutlook.MAX_SEEN) {
        return null;
      }
      Map<String, Long> byAddress = new TreeMap<>();
      lives.forEach((wallet, life) -> byAddress.put(wallet.address(), life));
      return byAddress;
    }

    private static List<String> seen(ClusterSnapshot cluster) {
      return cluster.peers().stream()
          .filter(PeerSnapshot::isSeen)
          .map(peer -> peer.peer().wallet().address())
          .toList();
    }
  }

  /** The chain. */
  @Schema(name = "StatusResponse.ChainView", description = "The chain.")
  public record ChainView(
      @Schema(
              description = "The height that membership was last read at",
              minimum = "0",
              nullable = true)
          Long block,
      @Schema(description = "When its maker made that block", format = "date-time", nullable = true)
          String blockTime,
      @Schema(description = "When this node read it", format = "date-time", nullable = true)
          String readAt,
      @Schema(description = "How long ago that is", nullable = true) Long ageMs) {
    public static ChainView of(NodeSnapshot now) {
      PeerSet members = now.members();
      return new ChainView(
          members.block().map(ChainBlock::number).orElse(null),
          members.block().map(ChainBlock::timestamp).map(Instant::toString).orElse(null),
          members.refreshedAt().map(Instant::toString).orElse(null),
          now.chainAge().map(Duration::toMillis).orElse(null));
    }
  }

  /** A tick. */
  @Schema(name = "StatusResponse.TickView", description = "A tick.")
  public record TickView(
      @Schema(description = "Counts from 1 with each start", minimum = "1") long number,
      @Schema(description = "When it started", format = "date-time") String startedAt,
      @Schema(description = "How long it took", minimum = "0") long durationMs,
      @Schema(description = "HTTP requests to the chain", minimum = "0") int chainRoundTrips,
      @Schema(description = "The steps that it began, in order") List<StepView> steps) {
    public static TickView of(TickReport report) {
      return new TickView(
          report.number(),
          report.startedAt().toString(),
          report.duration().toMillis(),
          report.chainRoundTrips(),
          report.steps().stream().map(StepView::of).toList());
    }
  }

  /** A step of a tick. */
  @Schema(name = "StatusResponse.StepView", description = "A step of a tick.")
  public record StepView(
      @Schema(description = "Its name", implementation = Step.class) String step,
      @Schema(
              description = "`ok`, `stopped` or `failed`",
              implementation = TickReport.Outcome.class)
          String outcome,
      @Schema(description = "How long it took", minimum = "0") long durationMs,
      @Schema(description = "What was seen") String detail) {
    public static StepView of(TickReport.StepReport report) {
      return new StepView(
          report.step().code(),
          report.outcome().name().toLowerCase(Locale.ROOT),
          report.duration().toMillis(),
          report.detail());
    }
  }

  /** What is stored. */
  @Schema(name = "StatusResponse.DataStoreView", description = "What is stored.")
  public record DataStoreView(
      @Schema(description = "Apps that have anything here", minimum = "0") long namespaces,
      @Schema(
              description = "Their values; one that expired counts until the next tick",
              minimum = "0")
          long totalKeys,
      @Schema(description = "The bytes of keys and stored values", minimum = "0") long totalBytes) {
    static DataStoreView of(StoreSnapshot store) {
      return new DataStoreView(store.namespaces(), store.values(), store.bytes());
    }
  }
}
