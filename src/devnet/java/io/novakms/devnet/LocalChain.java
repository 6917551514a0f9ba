package io.novakms.devnet;

import java.nio.file.Path;

/** The chain of a local network: anvil, with the contracts on it, and a block each second. */
public final class LocalChain implements AutoCloseable {
  private static final int BLOCK_SECONDS = 1;

  private final Anvil anvil;
  private final DevChain contracts;

  private LocalChain(Anvil anvil, DevChain contracts) {
    this.anvil = anvil;
    this.contracts = contracts;
  }

  /** Starts it, and deploys the contracts. Until {@link #mineEachSecond}, it mines at once. */
  public static LocalChain start(Path log) {
    Anvil anvil = Anvil.start(Anvil.Options.DEFAULT.withLog(log));
    try {
      return new LocalChain(anvil, DevChain.deploy(anvil.url()));
    } catch (RuntimeException e) {
      anvil.close();
      throw e;
    }
  }

  /** The contracts, and what their owner can do. */
  public DevChain contracts() {
    return contracts;
  }

  /** From now on transactions wait for the next block, as on a real chain. */
  public void mineEachSecond() {
    contracts.rpc().call("evm_setIntervalMining", BLOCK_SECONDS);
  }

  /** Stops it; its blocks are kept. */
  public void stop() {
    anvil.stop();
  }

  /** Starts it again where it stopped. */
  public void restart() {
    anvil.restart();
    mineEachSecond();
  }

  @Override
  public void close() {
    anvil.close();
  }
}
