package io.novakms.custodian;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.Member;
import io.novakms.registry.Web3Chain;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.secret.custody.ClusterIdentity;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.TeeKeys;
import io.novakms.wiring.World;
import io.novakms.wiring.server.ServerWorld;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What the contracts of a custody file's cluster say now, read through the custodian's own RPC
 * provider.
 *
 * @param snapshot what they said
 */
record Registry(ChainSnapshot snapshot) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int BATCH = 1_000;

  /**
   * Reads them.
   *
   * @param cluster which chain and contracts
   * @param rpc the provider
   * @throws ToolException where that can't be done, or it is another chain
   */
  static Registry read(ClusterIdentity cluster, URI rpc) {
    KmsConfig.Chain config =
        new KmsConfig.Chain(
            List.of(rpc),
            cluster.appRegistry(),
            cluster.kmsRegistry(),
            cluster.kmsAppId(),
            0,
            Duration.ZERO,
            TIMEOUT,
            BATCH,
            TIMEOUT,
            TIMEOUT);
    CryptoProviders crypto = CryptoProviders.available();
    // A chain can send transactions; this one never does, so its keys are of no account.
    KeystoreTee none = new KeystoreTee(TeeKeys.generate(crypto), crypto);
    Executor threads = task -> new Thread(task).start();
    World world = new ServerWorld(threads, threads);
    try (Web3Chain chain =
        new Web3Chain(
            config,
            none,
            world.clock(),
            world.ticker(),
            world.chain(),
            world.scheduler(),
            ChainListener.NONE)) {
      BigInteger id = chain.chainId();
      if (!id.equals(cluster.chainId())) {
        throw new ToolException(
            "the provider serves chain " + id + ", and the file is of chain " + cluster.chainId());
      }
      return new Registry(chain.read());
    } catch (KmsException e) {
      throw new ToolException("the chain can't be read: " + e.getMessage());
    }
  }

  /** Whether the chain has the hash of the secret of {@code cluster}. */
  boolean hasHashOf(ClusterIdentity cluster) {
    return snapshot.masterSecretHash().equals(Optional.of(cluster.secretHash()));
  }

  /** The node with {@code wallet}, where the registry vouches for it; else empty. */
  Optional<Member> node(Wallet wallet) {
    return snapshot.member(wallet).filter(Member::isVouchedFor);
  }
}
