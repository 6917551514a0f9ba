package io.novakms.simulation;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.RepeatableCrypto;
import io.novakms.journal.Disk;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.peer.PeerHttp;
import io.novakms.registry.rpc.RpcTransport;
import io.novakms.tee.Tee;
import io.novakms.wiring.World;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** The world of one process of a node. */
final class SimulatedWorld implements World {
  private final Machine machine;
  private final Process process;
  private final Network network;
  private final SimulatedProvider[] providers;
  private final SecureRandom random;
  private final CryptoProviders crypto;

  SimulatedWorld(
      Machine machine,
      Process process,
      Network network,
      SimulatedProvider[] providers,
      Chance chance) {
    this.machine = machine;
    this.process = process;
    this.network = network;
    this.providers = providers;
    this.random = chance.secure();
    this.crypto = RepeatableCrypto.of(random);
  }

  @Override
  public Clock clock() {
    return machine.clock();
  }

  @Override
  public Ticker ticker() {
    return machine.clock();
  }

  @Override
  public Scheduler scheduler() {
    return process;
  }

  @Override
  public SecureRandom random() {
    return random;
  }

  @Override
  public CryptoProviders crypto() {
    return crypto;
  }

  @Override
  public Optional<Disk> disk(KmsConfig config) {
    return config.dataDir().map(directory -> machine.disk());
  }

  @Override
  public RpcTransport.Factory chain() {
    return (url, timeout, most) ->
        providers[Integer.parseInt(url.getHost().substring("chain-".length())) - 1].connect(
            process, timeout);
  }

  @Override
  public PeerHttp.Factory peers() {
    return (settings, policy) -> network.open(machine.name(), process);
  }

  @Override
  public Tee tee(KmsConfig config, CryptoProviders unused) {
    return new SimulatedTee(machine.keys(), crypto, machine.sealedSecrets());
  }
}
