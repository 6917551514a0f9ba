package io.novakms.registry.rpc;

import java.math.BigInteger;
import java.util.Set;

/** Where contracts are read: one provider, or several that have to agree. */
public interface ChainSource {
  /**
   * The newest block, and the answers to {@code reads} at about that block: a provider with
   * replicas may have read some of them at another one.
   *
   * @throws ChainException where there is none; that single reads fail is part of the answers
   */
  Round newest(Set<ContractRead> reads, RetryDeadline patience);

  /**
   * The answers to {@code reads} at just {@code pin}, and those that {@code deep} asks for.
   *
   * @throws ChainException where the block is not there, or another one is in its place
   */
  Round at(ChainBlock pin, Set<ContractRead> reads, DeeperRead deep, RetryDeadline patience);

  /**
   * Whether the chain is one for development that makes a block for each transaction and none
   * without.
   *
   * @throws ChainException where that can't be asked
   */
  boolean minesOnDemand();

  /** The chain's id (EIP-155). */
  BigInteger chainId();
}
