package io.novakms.registry;

import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the two contracts said at one block.
 *
 * @param block the block that all of it was read at, or, where nothing had changed since, the newer
 *     block at which that was seen
 * @param masterSecretHash the hash in {@code KMSRegistry}; empty where none is set
 * @param members the instances that {@code NovaAppRegistry} lists for {@code KMS_APP_ID}
 * @param unreadable instances that are listed, but whose record could not be read, with the reason
 * @param roundTrips how many HTTP requests it took
 */
public record ChainSnapshot(
    ChainBlock block,
    Optional<SecretHash> masterSecretHash,
    List<Member> members,
    Map<Wallet, String> unreadable,
    int roundTrips) {
  /** Takes copies that can't change. */
  public ChainSnapshot {
    members = List.copyOf(members);
    unreadable = Map.copyOf(unreadable);
  }

  /** The member with this wallet. */
  public Optional<Member> member(Wallet wallet) {
    return members.stream().filter(m -> m.instance().wallet().equals(wallet)).findFirst();
  }
}
