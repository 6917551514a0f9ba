package io.novakms.secret;

import io.novakms.crypto.MasterSecret;
import io.novakms.model.Reason;
import io.novakms.model.SecretHash;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerSet;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.Member;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings this node's master secret and the chain's hash together: the third step of the tick. The
 * chain's hash is authoritative: no secret is adopted before its hash is on the chain.
 */
public final class MasterSecretReconciler {
  private final MasterSecretHolder holder;
  private final SecretBootstrap bootstrap;
  private final SecretSeal seal;
  private final SecretFetch fetch;
  private final Predicate<Peer> saysItHasOne;
  private final SecretListener listener;

  /**
   * A reconciler.
   *
   * @param holder where the secret is kept
   * @param bootstrap what to do while the chain shows no hash
   * @param seal keeps the secret over a restart
   * @param fetch how to ask peers
   * @param saysItHasOne whether a peer said, when it was last asked, that it holds a master secret
   * @param listener is told the outcome of each attempt
   */
  public MasterSecretReconciler(
      MasterSecretHolder holder,
      SecretBootstrap bootstrap,
      SecretSeal seal,
      SecretFetch fetch,
      Predicate<Peer> saysItHasOne,
      SecretListener listener) {
    this.holder = holder;
    this.bootstrap = bootstrap;
    this.seal = seal;
    this.fetch = fetch;
    this.saysItHasOne = saysItHasOne;
    this.listener = listener;
  }

  /**
   * One attempt, bounded in time by the time-outs of its parts.
   *
   * @param chain the chain's current state
   * @param self this node's own record there
   * @param peers the other members
   * @throws io.novakms.registry.rpc.ChainException where a needed transaction could not be sent or
   *     followed
   * @throws io.novakms.tee.TeeException where the TEE does not answer
   */
  public SecretCheck check(ChainSnapshot chain, Member self, PeerSet peers) {
    if (chain.masterSecretHash().isEmpty()) {
      return bootstrap.advance(self, peers);
    }
    if (chain.hashAwaits().isPresent()) {
      return new SecretCheck.NotYet(Reason.AWAITING_CHAIN, chain.hashAwaits().get());
    }
    SecretHash onChain = chain.masterSecretHash().get();
    Optional<VerifiedSecret> local = holder.verify(onChain);
    if (local.isPresent()) {
      return verified(local.get());
    }
    seal.find(onChain).ifPresent(kept -> adopt(kept, onChain));
    Optional<VerifiedSecret> unsealed = holder.verify(onChain);
    if (unsealed.isPresent()) {
      return verified(unsealed.get());
    }
    SecretFetch.Outcome outcome = fetch.fetch(onChain, peers);
    outcome.fetched().ifPresent(found -> holder.synced(found.secret(), found.from()));
    return holder
        .verify(onChain)
        .map(this::verified)
        .orElseGet(() -> missing(onChain, outcome, peers));
  }

  private void adopt(MasterSecret kept, SecretHash onChain) {
    if (!holder.recovered(kept, onChain)) {
      kept.destroy();
    }
  }

  private SecretCheck verified(VerifiedSecret secret) {
    seal.keep(secret);
    listener.verified(secret);
    return new SecretCheck.Verified(secret);
  }

  /**
   * A peer whose secret was seen to be another one holds none that counts; one whose record can't
   * be read may hold the right one.
   */
  private SecretCheck missing(SecretHash onChain, SecretFetch.Outcome outcome, PeerSet peers) {
    String more = listener.missing(onChain);
    boolean mayBeSomewhere =
        !peers.unknown().isEmpty()
            || peers.peers().stream()
                .filter(peer -> !outcome.wrong().contains(peer.wallet()))
                .anyMatch(saysItHasOne);
    return new SecretCheck.NotYet(
        mayBeSomewhere ? Reason.SECRET_UNAVAILABLE : Reason.SECRET_LOST,
        outcome.detail() + (more.isEmpty() ? "" : "; " + more));
  }
}
