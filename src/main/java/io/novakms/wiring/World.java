package io.novakms.wiring;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.journal.Disk;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.peer.PeerHttp;
import io.novakms.registry.rpc.RpcTransport;
import io.novakms.tee.Tee;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Every source of nondeterminism of a node: time, threads, randomness, and its connections. No
 * class below this room reads a clock, waits, starts a thread, draws a random number or opens a
 * connection in any other way. A server's is {@code ServerWorld}; tests bring their own, and a
 * simulated world makes a run of a whole cluster a function of its seed.
 */
public interface World {
  /** Wall time, which may step. */
  Clock clock();

  /** Monotonic time, for leases, deadlines and time-outs. */
  Ticker ticker();

  /** Runs the node's work, and waits. */
  Scheduler scheduler();

  /** Makes keys and nonces, and jitters back-offs. */
  SecureRandom random();

  /** The libraries of cryptography; they draw from {@link #random} what they need. */
  default CryptoProviders crypto() {
    return CryptoProviders.available();
  }

  /** Opens connections to providers of the chain. */
  RpcTransport.Factory chain();

  /** Opens connections to peers. */
  PeerHttp.Factory peers();

  /**
   * The TEE of the node.
   *
   * @throws io.novakms.model.KmsException where something local can't be used, such as the keystore
   */
  Tee tee(KmsConfig config, CryptoProviders crypto);

  /**
   * The directory {@code KMS_DATA_DIR}; empty where it is not set.
   *
   * @throws io.novakms.model.KmsException where it can't be made, or is none
   */
  Optional<Disk> disk(KmsConfig config);

  /**
   * Runs what reads and writes that directory, a few tasks at a time, each for as long as the disk
   * takes. Never interrupts them.
   */
  default Executor diskExecutor() {
    return scheduler();
  }

  /** Replacements for parts of the node: none, except in tests of single entry points. */
  default Substitutes substitutes() {
    return Substitutes.NONE;
  }
}
