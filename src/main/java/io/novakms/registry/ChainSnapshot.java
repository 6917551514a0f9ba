package io.novakms.registry;

import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainBlock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the two contracts said at one block.
 *
 * @param block the block that all of it was read at, or, where nothing had changed since, the newer
 *     block at which that was seen
 * @param masterSecretHash the hash in {@code KMSRegistry}; empty where none is set
 * @param hashAwaits what the hash waits for until it may be built upon, in words for an operator;
 *     empty where it counts, or none is set
 * @param members the instances that {@code NovaAppRegistry} lists for {@code KMS_APP_ID}
 * @param ages the age of the record of a member whose current record the chain's node did not give;
 *     all other records are of this reading
 * @param unknown instances that are listed, and whose records the chain's node has never given,
 *     with the reason: they count as members, and nothing else is known of them
 * @param unreadable instances that are listed, but whose record is malformed or contradicts the
 *     list, with the reason
 * @param roundTrips how many HTTP requests it took
 */
public record ChainSnapshot(
    ChainBlock block,
    Optional<SecretHash> masterSecretHash,
    Optional<String> hashAwaits,
    List<Member> members,
    Map<Wallet, Duration> ages,
    Map<Wallet, String> unknown,
    Map<Wallet, String> unreadable,
    int roundTrips) {
  /** Takes copies that can't change. */
  public ChainSnapshot {
    members = List.copyOf(members);
    ages = Collections.unmodifiableMap(new LinkedHashMap<>(ages));
    unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
    unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(unreadable));
  }

  /** A snapshot of which nothing is unknown, and whose hash counts. */
  public ChainSnapshot(
      ChainBlock block,
      Optional<SecretHash> masterSecretHash,
      List<Member> members,
      Map<Wallet, String> unreadable,
      int roundTrips) {
    this(
        block,
        masterSecretHash,
        Optional.empty(),
        members,
        Map.of(),
        Map.of(),
        unreadable,
        roundTrips);
  }

  /** The member with this wallet. */
  public Optional<Member> member(Wallet wallet) {
    return members.stream().filter(m -> m.instance().wallet().equals(wallet)).findFirst();
  }

  /** The age of the record of the member with this wallet; zero where it is of this reading. */
  public Duration age(Wallet wallet) {
    return ages.getOrDefault(wallet, Duration.ZERO);
  }

  /** The same, seen again at {@code newer} by so many requests. */
  ChainSnapshot seenAgain(ChainBlock newer, int requests) {
    return new ChainSnapshot(
        newer, masterSecretHash, hashAwaits, members, ages, unknown, unreadable, requests);
  }

  /** The same, whose hash waits for this; {@code more} requests told. */
  ChainSnapshot awaiting(Optional<String> what, int more) {
    return new ChainSnapshot(
        block, masterSecretHash, what, members, ages, unknown, unreadable, roundTrips + more);
  }
}
