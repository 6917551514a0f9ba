package io.novakms.secret;

import io.novakms.crypto.MasterSecret;
import io.novakms.diagnostics.CacheCounts;
import io.novakms.model.SecretHash;
import io.novakms.peer.Peer;
import io.novakms.secret.SecretStatus.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The one place where this node keeps its master secret, verified or not, and former ones. Safe for
 * use by many threads: the secret and its origin change together.
 *
 * <p>A secret whose hash the chain showed once is set aside where another one takes its place, and
 * is the current one again once the chain shows its hash again: no reading of the chain makes this
 * node forget a secret that served.
 *
 * <p>A secret that this node made is kept even where another node's came first. Its hash may have
 * been sent, and what was sent may still be mined after a reorganisation of the chain or a reset of
 * the hash; if no node had the secret then, the cluster would be locked out for good.
 */
public final class MasterSecretHolder {
  /** A process has one, or a few where the chain misbehaves; of more, a peer's goes first. */
  static final int MAX_SPARE = 16;

  private record Held(MasterSecret secret, SecretStatus status, VerifiedSecret verified) {}

  private static final SecretStatus NONE = new SecretStatus(Origin.UNINITIALIZED);
  private static final Held NOTHING = new Held(null, NONE, null);

  private volatile Held held = NOTHING;
  private final List<Held> spare = new ArrayList<>();
  private boolean destroyed;

  /** A holder with nothing in it. */
  public MasterSecretHolder() {}

  /** A holder with the secret that the operator gave. */
  public static MasterSecretHolder seeded(MasterSecret seed) {
    MasterSecretHolder holder = new MasterSecretHolder();
    holder.held = new Held(seed, new SecretStatus(Origin.SEEDED), null);
    return holder;
  }

  /** The public facts about the secret. */
  public SecretStatus status() {
    return held.status();
  }

  /**
   * The hits and misses of the cache of keys that are derived once for each app, since this secret
   * is held.
   */
  public CacheCounts extractions() {
    return secret().map(known -> known.keys().extractions()).orElse(CacheCounts.NONE);
  }

  /** The hits and misses of the cache of data keys, since this secret is held. */
  public CacheCounts dataKeys() {
    return secret().map(known -> known.keys().dataKeys()).orElse(CacheCounts.NONE);
  }

  /** The secret, whether or not the chain knows its hash. */
  Optional<MasterSecret> secret() {
    return Optional.ofNullable(held.secret());
  }

  /**
   * The secret whose hash is {@code onChain}, where this node has it; it is the current secret from
   * now on.
   */
  synchronized Optional<VerifiedSecret> verify(SecretHash onChain) {
    Optional<Held> match =
        Stream.concat(Stream.of(held), spare.stream())
            .filter(h -> h.secret() != null && h.secret().hash().equals(onChain))
            .findFirst();
    if (match.isEmpty()) {
      return Optional.empty();
    }
    Held right = match.get();
    if (right.verified() == null) {
      VerifiedSecret verified = new VerifiedSecret(right.secret(), onChain);
      right = new Held(right.secret(), right.status(), verified);
    }
    if (match.get() != held) {
      spare.remove(match.get());
      keepSpare(held);
    }
    held = right;
    return Optional.of(right.verified());
  }

  /**
   * Takes a secret that this node's TEE made: one that was put aside, else what {@code make} makes.
   */
  void generate(Supplier<MasterSecret> make) {
    // The TEE is asked without the lock: it may be slow, and the status must not wait for it.
    replace(
        takeUnverifiedSpare()
            .orElseGet(() -> new Held(make.get(), new SecretStatus(Origin.GENERATED), null)));
  }

  private synchronized Optional<Held> takeUnverifiedSpare() {
    Optional<Held> aside =
        spare.stream()
            .filter(h -> h.verified() == null && h.status().origin() == Origin.GENERATED)
            .findFirst();
    aside.ifPresent(spare::remove);
    return aside;
  }

  /** Takes a secret that a peer gave. */
  void synced(MasterSecret secret, Peer from) {
    replace(new Held(secret, SecretStatus.syncedFrom(from), null));
  }

  /**
   * Takes a secret that custodians' shares made, or that outlived a restart, where its hash is
   * {@code onChain}.
   *
   * @return whether this node has the secret with that hash now; where not, nothing has changed,
   *     and {@code secret} is the caller's to destroy
   */
  public synchronized boolean recovered(MasterSecret secret, SecretHash onChain) {
    if (!secret.hash().equals(onChain)) {
      return false;
    }
    if (held.secret() != null && held.secret().hash().equals(onChain)) {
      // A peer gave it meanwhile.
      secret.destroy();
      return true;
    }
    replace(new Held(secret, new SecretStatus(Origin.RECOVERED), null));
    return !destroyed;
  }

  /**
   * Puts a secret aside that this node made and can't get onto the chain, so that another node's
   * can be adopted.
   */
  synchronized void withdrawGenerated() {
    if (held.status().origin() == Origin.GENERATED && held.verified() == null) {
      keepSpare(held);
      held = NOTHING;
    }
  }

  /** Forgets and destroys everything, now and later: the node is stopping. */
  public synchronized void destroy() {
    destroyed = true;
    Stream.concat(Stream.of(held), spare.stream()).forEach(MasterSecretHolder::destroy);
    spare.clear();
    held = NOTHING;
  }

  private synchronized void replace(Held next) {
    if (destroyed) {
      destroy(next);
      return;
    }
    keepSpare(held);
    held = next;
  }

  private void keepSpare(Held old) {
    if (old.status().origin() == Origin.SYNCED && old.verified() == null) {
      // The chain never showed its hash, and the peer that gave it has it.
      destroy(old);
    } else if (old.secret() != null && hasSpareRoom()) {
      spare.add(old);
    }
  }

  /** One that is pushed out is not destroyed: it may serve requests that began before. */
  private boolean hasSpareRoom() {
    if (spare.size() < MAX_SPARE) {
      return true;
    }
    return spare.stream()
        .filter(one -> one.status().origin() == Origin.SYNCED)
        .findFirst()
        .map(spare::remove)
        .orElse(false);
  }

  private static void destroy(Held old) {
    if (old.secret() != null) {
      old.secret().destroy();
    }
  }
}
