package io.novakms.testing;

import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.Instance;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.Member;
import io.novakms.registry.VersionStatus;
import io.novakms.registry.rpc.ChainBlock;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Registry records for tests. */
public final class Members {
  /** The app that the members run. */
  public static final AppId KMS = AppId.of(1);

  private Members() {}

  /** The wallet whose last digits are {@code number}. */
  public static Wallet wallet(int number) {
    return new Wallet("0x" + String.format("%040x", number));
  }

  /** A member that passes every check, on an ENROLLED version. */
  public static Member member(Wallet wallet, TeePublicKey key, String url) {
    return member(wallet, key.hex(), url, InstanceStatus.ACTIVE, true, VersionStatus.ENROLLED);
  }

  /** A member as the registry may have it. */
  public static Member member(
      Wallet wallet,
      String key,
      String url,
      InstanceStatus status,
      boolean zkVerified,
      VersionStatus version) {
    Instance instance =
        new Instance(
            new BigInteger(1, wallet.bytes()),
            KMS,
            BigInteger.ONE,
            wallet,
            url,
            key,
            wallet,
            zkVerified,
            status,
            Instant.EPOCH);
    return new Member(instance, version);
  }

  /** A peer over {@link #member(Wallet, TeePublicKey, String)}. */
  public static Peer peer(Wallet wallet, TeePublicKey key, String url) {
    return new Peer(wallet, key, URI.create(url), member(wallet, key, url));
  }

  /** What the chain shows with these members. */
  public static ChainSnapshot snapshot(long block, Optional<SecretHash> hash, Member... members) {
    return snapshot(block, hash, Map.of(), Set.of(), members);
  }

  /**
   * The same, where it does not show everything.
   *
   * @param ages of records that were read earlier
   * @param unknown listed, with a record that was never read
   */
  public static ChainSnapshot snapshot(
      long block,
      Optional<SecretHash> hash,
      Map<Wallet, Duration> ages,
      Set<Wallet> unknown,
      Member... members) {
    return new ChainSnapshot(
        new ChainBlock(block, "0x" + "0".repeat(64), Instant.EPOCH),
        hash,
        Optional.empty(),
        List.of(members),
        ages,
        unknown.stream().collect(Collectors.toMap(wallet -> wallet, wallet -> "no answer")),
        Map.of(),
        1);
  }
}
