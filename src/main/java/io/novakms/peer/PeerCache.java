package io.novakms.peer;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.Instance;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.Member;
import io.novakms.registry.VersionStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The members of the cluster, as last read from the chain. The tick replaces the membership as a
 * whole; others read it without waiting. A membership older than its time to live authenticates no
 * peer, so that a revoked one can't outlast an unreachable chain.
 */
public final class PeerCache {
  private static final System.Logger LOG = LogContext.logger("io.novakms.peer");

  private final Supplier<Wallet> self;
  private final AppId kmsAppId;
  private final UrlPolicy policy;
  private final Ticker ticker;
  private final Clock clock;
  private final Duration ttl;

  private volatile Held held;

  /** A membership, how old single records were by then, and when it was taken over. */
  private record Held(PeerSet peers, Map<Wallet, Duration> ages, long nanos, boolean filled) {}

  /**
   * An empty cache.
   *
   * @param self this node's wallet, which is never a peer; asked for at each refresh, since a TEE
   *     may not answer yet when the node is built
   * @param kmsAppId the app that a member must belong to
   * @param policy which URLs are acceptable
   * @param ticker measures the age of the membership
   * @param clock stamps it
   * @param ttl how long a membership authenticates peers
   */
  public PeerCache(
      Supplier<Wallet> self,
      AppId kmsAppId,
      UrlPolicy policy,
      Ticker ticker,
      Clock clock,
      Duration ttl) {
    this.self = self;
    this.kmsAppId = kmsAppId;
    this.policy = policy;
    this.ticker = ticker;
    this.clock = clock;
    this.ttl = ttl;
    this.held = new Held(PeerSet.NONE, Map.of(), 0, false);
  }

  /**
   * Replaces the membership by that of {@code snapshot}. A record that fails a check is reported in
   * {@link PeerSet#rejected()} and harms no other. One that is unknown, or was read longer ago than
   * the time to live, is reported in {@link PeerSet#unknown()}. Of several records of one wallet
   * the one registered last counts, as in the registry's own look-up. Wallets that share a URL are
   * all kept: each has to prove itself under its own key, so registering its URL displaces no peer.
   */
  public PeerSet refresh(ChainSnapshot snapshot) {
    Map<Wallet, Member> latest = new TreeMap<>();
    for (Member member : snapshot.members()) {
      latest.merge(member.instance().wallet(), member, PeerCache::later);
    }
    Map<Wallet, Peer> peers = new TreeMap<>();
    Map<Wallet, String> unknown = new TreeMap<>(snapshot.unknown());
    Map<Wallet, String> rejected = new TreeMap<>(snapshot.unreadable());
    rejected.keySet().removeAll(latest.keySet());
    Member own = latest.remove(self.get());
    latest.forEach(
        (wallet, member) -> {
          if (snapshot.age(wallet).compareTo(ttl) > 0) {
            unknown.put(wallet, "its record could not be read for longer than a lease lasts");
            return;
          }
          try {
            peers.put(wallet, examine(member));
          } catch (IllegalArgumentException e) {
            rejected.put(wallet, e.getMessage());
          }
        });
    PeerSet fresh =
        new PeerSet(
            peers.values(),
            unknown,
            rejected,
            Optional.ofNullable(own).filter(this::isOfThisApp),
            Optional.of(snapshot.block()),
            Optional.of(clock.instant()));
    report("Not a peer", held.peers().rejected(), fresh.rejected());
    report("A member, but unknown", held.peers().unknown(), fresh.unknown());
    held = new Held(fresh, snapshot.ages(), ticker.nanos(), true);
    return fresh;
  }

  /** The membership as last refreshed, however old. */
  public PeerSet current() {
    return held.peers();
  }

  /**
   * The peer with this wallet, for authentication; constant time.
   *
   * @return empty where no peer has this wallet
   * @throws KmsException of kind UNAVAILABLE where the membership, or this wallet's record in it,
   *     is older than its time to live or was never read, so that a peer can't be told from a
   *     wallet that is not registered
   */
  public Optional<Peer> byWallet(Wallet wallet) {
    Held now = held;
    long age = ticker.nanos() - now.nanos();
    if (!now.filled() || age > ttl.toNanos()) {
      throw new KmsException(
          KmsException.Kind.UNAVAILABLE,
          "the membership on the chain was not read lately, so no peer can be recognised; try again"
              + " later");
    }
    Duration before = now.ages().getOrDefault(wallet, Duration.ZERO);
    if (now.peers().unknown().containsKey(wallet) || age + before.toNanos() > ttl.toNanos()) {
      throw new KmsException(
          KmsException.Kind.UNAVAILABLE,
          "this member's record on the chain could not be read lately; try again later");
    }
    return now.peers().peer(wallet);
  }

  private Peer examine(Member member) {
    Instance instance = member.instance();
    if (!isOfThisApp(member)) {
      throw new IllegalArgumentException("it is not an instance of app " + kmsAppId);
    }
    if (!member.isVouchedFor()) {
      throw new IllegalArgumentException(whyNotVouchedFor(member));
    }
    return new Peer(
        instance.wallet(), key(instance.teePublicKey()), policy.check(instance.url()), member);
  }

  private boolean isOfThisApp(Member member) {
    return member.instance().appId().equals(kmsAppId);
  }

  private static TeePublicKey key(String hex) {
    try {
      return TeePublicKey.parse(hex);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its teePubkey is " + e.getMessage(), e);
    }
  }

  private static String whyNotVouchedFor(Member member) {
    if (member.instance().status() != InstanceStatus.ACTIVE) {
      return "its instance is " + member.instance().status();
    }
    if (member.versionStatus() == VersionStatus.REVOKED) {
      return "its version is REVOKED";
    }
    return "its attestation is not verified (zkVerified is false)";
  }

  private static Member later(Member one, Member other) {
    return one.instance().id().compareTo(other.instance().id()) >= 0 ? one : other;
  }

  private static void report(String what, Map<Wallet, String> before, Map<Wallet, String> now) {
    now.forEach(
        (wallet, reason) -> {
          if (!reason.equals(before.get(wallet))) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}: {2}", what, wallet, reason);
          }
        });
  }
}
