package io.novakms.peer;

import io.novakms.model.AppId;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.ChainBlock;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.Instance;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.Member;
import io.novakms.registry.VersionStatus;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Registry records for tests. */
public final class Members {
  /** The app that the members belong to. */
  public static final AppId APP = AppId.of(1);

  /** A key that is on the curve, and nobody's in particular. */
  public static final TeePublicKey KEY = freshKey();

  private Members() {}

  /** Wallet number {@code n}. */
  public static Wallet wallet(int n) {
    return new Wallet(String.format("0x%040x", n));
  }

  /** Instance number {@code n} of {@link #APP}: ACTIVE, verified, and acceptable in every way. */
  public static Instance instance(int n) {
    return instance(wallet(n), KEY, "https://node-" + n + ".example");
  }

  /** An acceptable instance with these keys at {@code url}. */
  public static Instance instance(Wallet wallet, TeePublicKey key, String url) {
    return new Instance(
        new BigInteger(1, wallet.bytes()).add(BigInteger.ONE),
        APP,
        BigInteger.ONE,
        wallet(0xffff),
        url,
        key.hex(),
        wallet,
        true,
        InstanceStatus.ACTIVE,
        Instant.EPOCH);
  }

  /** The member with this instance, on an ENROLLED version. */
  public static Member enrolled(Instance instance) {
    return new Member(instance, VersionStatus.ENROLLED);
  }

  /** A peer without blemish. */
  public static Peer peer(int n) {
    Member member = enrolled(instance(n));
    return new Peer(wallet(n), KEY, URI.create(member.instance().url()), member);
  }

  /** A snapshot at block 7 in which every record could be read. */
  public static ChainSnapshot snapshot(Member... members) {
    return snapshot(List.of(members), Map.of());
  }

  /** A snapshot at block 7. */
  public static ChainSnapshot snapshot(List<Member> members, Map<Wallet, String> unreadable) {
    ChainBlock block = new ChainBlock(7, "0x" + "0".repeat(64), Instant.EPOCH);
    return new ChainSnapshot(block, Optional.empty(), members, unreadable, 1);
  }

  private static TeePublicKey freshKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"));
      return TeePublicKey.of(generator.generateKeyPair().getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
