package io.novakms.secret;

import io.novakms.crypto.MasterSecret;
import io.novakms.model.Reason;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerSet;
import io.novakms.registry.Chain;
import io.novakms.registry.Member;
import io.novakms.registry.VersionStatus;
import io.novakms.registry.tx.Submission;
import io.novakms.tee.Tee;
import java.util.Optional;

/**
 * What a node does while {@code KMSRegistry} shows no hash: it offers its own secret's hash, where
 * it may, and otherwise waits for another node. It never opens the gate by itself: only the chain's
 * next answer does.
 */
public final class SecretBootstrap {
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

  /**
   * A bootstrap.
   *
   * @param holder where the secret is kept
   * @param tee makes a new secret
   * @param chain takes the hash
   * @param mayGenerate whether a new secret may be made at all
   * @param search looks for a peer that holds a secret already
   */
  public SecretBootstrap(
      MasterSecretHolder holder, Tee tee, Chain chain, boolean mayGenerate, Search search) {
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
      Optional<Wallet> other;
      try {
        other = search.holderAmong(peers);
      } catch (InterruptedException e) {
        // What no peer had the time to say is unknown, and no reason to make a secret.
        Thread.currentThread().interrupt();
        return waiting("interrupted while peers were asked whether they hold a secret");
      }
      if (other.isPresent()) {
        return waiting("peer " + other.get() + " holds a secret and has to set its hash");
      }
      holder.generate(() -> MasterSecret.of(tee.random(SECRET_BYTES)));
    }
    return submit(holder.secret().orElseThrow());
  }

  private SecretCheck.NotYet submit(MasterSecret secret) {
    Submission submission = chain.submit(secret.hash());
    return switch (submission.state()) {
      case PENDING, MINED -> new SecretCheck.NotYet(Reason.AWAITING_CHAIN, submission.detail());
      case REVERTED, UNPAYABLE -> {
        // No other node must wait for a secret that this one can't get onto the chain.
        holder.withdrawGenerated();
        yield new SecretCheck.NotYet(Reason.HASH_REFUSED, submission.detail());
      }
    };
  }

  private static SecretCheck.NotYet waiting(String detail) {
    return new SecretCheck.NotYet(Reason.AWAITING_BOOTSTRAP, detail);
  }
}
