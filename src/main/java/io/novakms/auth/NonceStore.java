package io.novakms.auth;

import io.novakms.model.AddressBlock;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The nonces that this node handed out and that are not used yet (protocol, section 5). Each is
 * used once at most, within its time.
 *
 * <p>There are two pools, each of bounded memory, so that a flood in one can't push a nonce out of
 * the other:
 *
 * <ul>
 *   <li>Nonces of {@code GET /nonce}, for any caller. They belong to no wallet or kind, since
 *       neither is known then, but they count for the site that asked: while the pool is full, the
 *       site with the most unused ones loses its oldest.
 *   <li>Next nonces, for callers that were authenticated. They belong to a wallet and a kind, and
 *       no other caller can use them, even one that has overheard them.
 * </ul>
 *
 * <p>Nonces live in this process only: after a restart no old request can be played again. Every
 * operation takes constant time. Safe for use by many threads.
 */
public final class NonceStore {
  /** Unused next nonces of one wallet and kind: as many requests as it may have under way. */
  static final int NEXT_PER_WALLET = 256;

  /** How many next nonces there may be for each anonymous one. */
  static final int NEXT_PER_ANONYMOUS = 16;

  private record Owner(CallerKind kind, Wallet wallet) {}

  private final RandomGenerator random;
  private final NoncePool<AddressBlock> anonymous;
  private final NoncePool<Owner> next;

  /**
   * An empty store.
   *
   * @param maxAnonymous how many unused nonces of {@code GET /nonce} are kept
   * @param valid how long each nonce can be used
   * @param ticker measures that
   * @param random makes them; not to be guessed by anyone outside
   */
  public NonceStore(int maxAnonymous, Duration valid, Ticker ticker, RandomGenerator random) {
    this.random = random;
    this.anonymous = new NoncePool<>(maxAnonymous, maxAnonymous, valid, ticker);
    this.next =
        new NoncePool<>(
            Math.multiplyExact(maxAnonymous, NEXT_PER_ANONYMOUS), NEXT_PER_WALLET, valid, ticker);
  }

  /**
   * A fresh nonce for {@code client}, registered or not.
   *
   * @return Base64 of 16 random bytes
   */
  public String issue(ClientAddress client) {
    Nonce nonce = Nonce.random(random);
    anonymous.add(nonce, client.site());
    return nonce.toString();
  }

  /**
   * A fresh nonce for the next request of the caller that {@code proof} is of, and for no one else.
   * Call it only where the registry knows the caller: a wallet costs nothing to make up.
   *
   * @return Base64 of 16 random bytes
   */
  public String issueNext(Proof proof) {
    Nonce nonce = Nonce.random(random);
    next.add(nonce, new Owner(proof.kind(), proof.wallet()));
    return nonce.toString();
  }

  /** Whether some caller of {@code kind} could use {@code nonce} now. Changes nothing. */
  boolean isUsable(Nonce nonce, CallerKind kind) {
    return next.contains(nonce, owner -> owner.kind() == kind)
        || anonymous.contains(nonce, network -> true);
  }

  /**
   * Uses {@code nonce} up, if {@code signer} may use it.
   *
   * @return true for exactly one of any number of calls with the same nonce; after false, a signer
   *     that may use the nonce still can
   */
  boolean use(Nonce nonce, CallerKind kind, Wallet signer) {
    return next.take(nonce, new Owner(kind, signer)::equals)
        || anonymous.take(nonce, network -> true);
  }

  /** How many unused nonces of both pools are held. */
  public int size() {
    return anonymous.size() + next.size();
  }
}
