package io.novakms.secret.custody;

import io.novakms.crypto.SecretShare;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps the shares that custodians gave, each for a limited time, until as many of one file are
 * there as make the secret. A custodian has one share here at most, so the number of custodians
 * bounds the collection, and no custodian can displace another's share. Safe for use by many
 * threads.
 */
final class ShareCollection {
  private record Given(String fileDigest, SecretShare share, long at) {}

  private final Ticker ticker;
  private final Duration kept;

  // Guarded by the lock of this object.
  private final Map<TeePublicKey, Given> byGiver = new HashMap<>();

  /** An empty collection, which forgets each share when {@code kept} is over. */
  ShareCollection(Ticker ticker, Duration kept) {
    this.ticker = ticker;
    this.kept = kept;
  }

  /**
   * Takes a share that was found to be the giver's own, in place of the one that the giver gave
   * before.
   *
   * @return the shares of that file, in the order of their indices
   */
  synchronized List<SecretShare> add(TeePublicKey giver, CustodyFile file, SecretShare share) {
    expire();
    remove(giver);
    byGiver.put(giver, new Given(file.digest(), share, ticker.nanos()));
    return of(file.digest());
  }

  /** The most shares of one file that are here. */
  synchronized int most() {
    expire();
    return byGiver.values().stream()
        .mapToInt(given -> of(given.fileDigest()).size())
        .max()
        .orElse(0);
  }

  /** Destroys the shares whose time is over. */
  synchronized void expire() {
    long now = ticker.nanos();
    forget(given -> now - given.at() >= kept.toNanos());
  }

  /** Destroys all shares of {@code file}. */
  synchronized void forget(CustodyFile file) {
    forget(given -> given.fileDigest().equals(file.digest()));
  }

  /** Destroys all shares. */
  synchronized void forgetAll() {
    forget(given -> true);
  }

  private List<SecretShare> of(String digest) {
    return byGiver.values().stream()
        .filter(given -> given.fileDigest().equals(digest))
        .map(Given::share)
        .sorted(Comparator.comparingInt(SecretShare::index))
        .toList();
  }

  private void forget(Predicate<Given> which) {
    List<TeePublicKey> givers = new ArrayList<>(byGiver.keySet());
    givers.stream().filter(giver -> which.test(byGiver.get(giver))).forEach(this::remove);
  }

  private void remove(TeePublicKey giver) {
    Given before = byGiver.remove(giver);
    if (before != null) {
      before.share().destroy();
    }
  }
}
