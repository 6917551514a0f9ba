package io.novakms.secret;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerSet;
import io.novakms.secret.SecretStatus.Origin;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps a node that made the master secret closed until another member has it, so that no app's key
 * comes from a secret that one crash destroys. Where no other member answers, the node opens alone;
 * a member whose record on the chain is unknown may be one that answers. Once the node may open, it
 * may for as long as it runs.
 *
 * <p>Not thread-safe: for the tick alone.
 */
public final class SecondHolder {
  private static final System.Logger LOG = LogContext.logger("io.novakms.secret");

  /** Finds another member that has the secret. */
  @FunctionalInterface
  public interface Search {
    /** Asks all {@code peers} that can be reached, within a bounded time. */
    Found secondAmong(PeerSet peers) throws InterruptedException;
  }

  /**
   * What a search found.
   *
   * @param holder a peer that has the secret
   * @param answered whether any peer answered
   */
  record Found(Optional<Wallet> holder, boolean answered) {}

  private final Supplier<SecretStatus> status;
  private final Search search;
  private SecretHash settled;

  /**
   * A node that has not opened yet.
   *
   * @param status where this node's secret came from
   * @param search asks the other members
   */
  public SecondHolder(Supplier<SecretStatus> status, Search search) {
    this.status = status;
    this.search = search;
  }

  /**
   * Whether this node may open.
   *
   * @param secret the verified secret, which this node gives to members meanwhile
   * @return what is waited for, in words for an operator; empty where it may open
   */
  public Optional<String> missing(VerifiedSecret secret, PeerSet peers) {
    if (status.get().origin() != Origin.GENERATED || secret.hash().equals(settled)) {
      return Optional.empty();
    }
    Found found;
    try {
      found = peers.isAlone() ? new Found(Optional.empty(), false) : search.secondAmong(peers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while members were asked whether they have the secret");
    }
    boolean noneAnswers = !found.answered() && peers.unknown().isEmpty();
    if (found.holder().isEmpty() && !noneAnswers) {
      return Optional.of(
          "this node made the master secret, and no other member has it yet: it opens as soon as one"
              + " has fetched it");
    }
    settled = secret.hash();
    if (noneAnswers) {
      LOG.log(
          Level.WARNING,
          "this node made the master secret and is the only one that has it: no other member"
              + " answers. Do not stop it before another node serves.");
    } else {
      LOG.log(Level.INFO, "member {0} has the master secret, too", found.holder().get());
    }
    return Optional.empty();
  }
}
