package io.novakms.secret;

import io.novakms.crypto.MasterSecret;
import io.novakms.model.Reason;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerSet;
import io.novakms.registry.Chain;
import io.novakms.registry.Member;
import io.novakms.registry.VersionStatus;
import io.novakms.registry.tx.Submission;
import io.novakms.tee.Tee;
import java.time.Duration;
import java.util.Optional;

/**
 * The bootstrap of the master secret while {@code KMSRegistry} has no hash: the node submits its
 * own secret's hash, where it may, and otherwise waits for another node. This does not open the
 * gate; the hash in a later read of the chain does.
 */
public final class SecretBootstrap {
  /** How long the node waits for another one that holds a secret before it warns. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int SECRET_BYTES = 32;

  /** Finds out whether another node holds a secret, so that this one must not make its own. */
  @FunctionalInterface
  public interface Search {
    /**
     * Asks all {@code peers} that can be reached, within a bounded time; the first that says so.
     */
    Optional<Wallet> holderAmong(PeerSet peers) throws InterruptedException;
  }

  private final MasterSecretHolder holder;
  private final Tee tee;
  private final Chain chain;
  private final boolean mayGenerate;
  private final Search search;
  private final Ticker ticker;
  private Wallet awaited;
  private long awaitedSince;

  /**
   * A bootstrap.
   *
   * @param holder where the secret is kept
   * @param tee makes a new secret
   * @param chain takes the hash
   * @param mayGenerate whether a new secret may be made at all
   * @param search looks for a peer that holds a secret already
   * @param ticker measures how long such a one is waited for
   */
  public SecretBootstrap(
      MasterSecretHolder holder,
      Tee tee,
      Chain chain,
      boolean mayGenerate,
      Search search,
      Ticker ticker) {
    this.ticker = ticker;
    this.holder = holder;
    this.tee = tee;
    this.chain = chain;
    this.mayGenerate = mayGenerate;
    this.search = search;
  }

  SecretCheck.NotYet advance(Member self, PeerSet peers) {
    if (self.versionStatus() != VersionStatus.ENROLLED) {
      return waiting("this node's version is deprecated, so another node has to set the hash");
    }
    if (holder.secret().isEmpty()) {
      if (!mayGenerate) {
        return waiting("no secret here, and KMS_BOOTSTRAP is not 'generate'");
      }
      if (!peers.unknown().isEmpty()) {
        return waiting(
            "the record of member "
                + peers.unknown().keySet().iterator().next()
                + " can't be read from the chain right now, so it can't be asked for a secret");
      }
      Optional<Wallet> other;
      try {
        other = search.holderAmong(peers);
      } catch (InterruptedException e) {
        // A peer that has not answered may hold a secret, so none is made.
        Thread.currentThread().interrupt();
        return waiting("interrupted while peers were asked whether they hold a secret");
      }
      if (other.isPresent()) {
        return waitingFor(other.get(), peers);
      }
      awaited = null;
      holder.generate(() -> MasterSecret.of(tee.random(SECRET_BYTES)));
    }
    return submit(holder.secret().orElseThrow());
  }

  private SecretCheck.NotYet submit(MasterSecret secret) {
    Submission submission = chain.submit(secret.hash());
    return switch (submission.state()) {
      case PENDING, MINED -> new SecretCheck.NotYet(Reason.AWAITING_CHAIN, submission.detail());
      case REVERTED, UNPAYABLE -> {
        // Other nodes must not wait for a secret that this node can't get onto the chain.
        holder.withdrawGenerated();
        yield new SecretCheck.NotYet(Reason.HASH_REFUSED, submission.detail());
      }
    };
  }

  /** Another node has a secret that the chain does not know: it may be about to set the hash. */
  private SecretCheck.NotYet waitingFor(Wallet holder, PeerSet peers) {
    long now = ticker.nanos();
    if (!holder.equals(awaited)) {
      awaited = holder;
      awaitedSince = now;
    }
    String who =
        "peer "
            + peers.peer(holder).map(peer -> peer.url() + " (" + holder + ")").orElse(holder + "")
            + " holds a secret";
    Duration waited = Duration.ofNanos(now - awaitedSince);
    boolean mayNot =
        peers
            .peer(holder)
            .filter(peer -> peer.member().versionStatus() != VersionStatus.ENROLLED)
            .isPresent();
    if (mayNot) {
      return stuck(who + " and can't set its hash, since its version is not ENROLLED");
    }
    return waited.compareTo(PATIENCE) < 0
        ? waiting(who + " and has to set its hash")
        : stuck(who + " and has not set its hash for " + waited.toMinutes() + " minutes");
  }

  private static SecretCheck.NotYet stuck(String detail) {
    return new SecretCheck.NotYet(
        Reason.AWAITING_HOLDER,
        detail
            + ": let it set the hash (an ENROLLED version, funds for the transaction), or give this"
            + " node its secret as a seed, or stop it: then this node makes a new secret");
  }

  private static SecretCheck.NotYet waiting(String detail) {
    return new SecretCheck.NotYet(Reason.AWAITING_BOOTSTRAP, detail);
  }
}
