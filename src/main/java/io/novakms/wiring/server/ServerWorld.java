package io.novakms.wiring.server;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.journal.Disk;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.peer.PeerHttp;
import io.novakms.registry.rpc.RpcTransport;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeFactory;
import io.novakms.transport.CapsuleHttp;
import io.novakms.transport.PeerHttpClient;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.World;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The real world: the system's clocks, a server's threads, the network, and the TEE of the
 * settings.
 */
public class ServerWorld implements World {
  private final Scheduler scheduler;
  private final SecureRandom random = new SecureRandom();
  private final Executor diskThreads = DataDirectory.threads();

  /**
   * The world as it is.
   *
   * @param workers the threads for the node's work; a server may have few
   * @param threads starts a thread for each task
   */
  public ServerWorld(Executor workers, Executor threads) {
    this.scheduler = new ExecutorScheduler(workers, threads);
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public Ticker ticker() {
    return System::nanoTime;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public SecureRandom random() {
    return random;
  }

  @Override
  public Optional<Disk> disk(KmsConfig config) {
    return config.dataDir().map(DataDirectory::open);
  }

  @Override
  public Executor diskExecutor() {
    return diskThreads;
  }

  @Override
  public RpcTransport.Factory chain() {
    return RpcHttp::new;
  }

  @Override
  public PeerHttp.Factory peers() {
    return (settings, policy) -> PeerHttpClient.open(settings, policy, scheduler());
  }

  @Override
  public Tee tee(KmsConfig config, CryptoProviders crypto) {
    return TeeFactory.create(config, crypto, CapsuleHttp::new);
  }
}
