package io.novakms.registry.tx;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.registry.rpc.Quantity;
import io.novakms.registry.rpc.RpcCall;
import io.novakms.registry.rpc.UnreadableException;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a transaction offers for each unit of gas, in wei (EIP-1559).
 *
 * @param priority for the block's maker
 * @param max in all; what is not needed is not paid
 */
record Fees(BigInteger priority, BigInteger max) {
  /** The calls of {@code eth_feeHistory} that {@link #market} understands. */
  static final RpcCall HISTORY = RpcCall.of("eth_feeHistory", "0x5", "latest", new int[] {50});

  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  /** No transaction costs this much; a chain's node that asks for more is wrong, or lies. */
  static final Fees CAP =
      new Fees(GWEI.multiply(BigInteger.valueOf(100)), GWEI.multiply(BigInteger.valueOf(2_000)));

  /** Where recent blocks show no priority fee at all, what makers usually ask for at least. */
  private static final BigInteger LEAST_PRIORITY = GWEI.divide(BigInteger.TEN);

  /** The priority fee where the node suggests none: above the usual, and negligible in total. */
  private static final BigInteger BLIND_PRIORITY = GWEI;

  /**
   * Fees that the next blocks will accept: the highest of the medians that recent blocks were paid,
   * and twice the base fee, which lasts for six full blocks. Never above {@link #CAP}.
   *
   * @param history the result of {@link #HISTORY}
   * @throws UnreadableException where it has no base fee that can be read
   */
  static Fees market(JsonNode history) {
    JsonNode baseFees = history.path("baseFeePerGas");
    if (!baseFees.isArray() || baseFees.isEmpty()) {
      throw UnreadableException.malformed("they show no base fee (EIP-1559)");
    }
    BigInteger base = Quantity.parse(baseFees.get(baseFees.size() - 1));
    BigInteger priority = LEAST_PRIORITY;
    for (JsonNode block : history.path("reward")) {
      // One that can't be read says nothing of the others.
      priority = Quantity.find(block.path(0)).map(priority::max).orElse(priority);
    }
    return above(base, priority);
  }

  /**
   * Fees for a chain whose node keeps no fee history: twice the base fee of its newest block, and
   * what the node suggests for the maker, 1 gwei where it suggests nothing. Never above {@link
   * #CAP}.
   *
   * @param block the newest block
   * @param suggested the result of {@code eth_maxPriorityFeePerGas}, where there is one
   * @throws UnreadableException where the block has no base fee: the chain is older than EIP-1559
   */
  static Fees market(JsonNode block, Optional<BigInteger> suggested) {
    JsonNode base = block.path("baseFeePerGas");
    if (base.isMissingNode() || base.isNull()) {
      throw UnreadableException.malformed("they show no base fee (EIP-1559)");
    }
    return above(Quantity.parse(base), suggested.orElse(BLIND_PRIORITY).max(LEAST_PRIORITY));
  }

  private static Fees above(BigInteger base, BigInteger wanted) {
    BigInteger priority = wanted.min(CAP.priority);
    BigInteger max = base.multiply(BigInteger.TWO).add(priority).min(CAP.max);
    return new Fees(priority.min(max), max);
  }

  /** Whether nodes will take a transaction with these fees in place of one with {@code old}. */
  boolean replaces(Fees old) {
    return priority.compareTo(raised(old.priority)) >= 0 && max.compareTo(raised(old.max)) >= 0;
  }

  /**
   * These fees, but at least an eighth above {@code old}, so that nodes take the one transaction in
   * place of the other; never above {@link #CAP}.
   */
  Fees orAbove(Fees old) {
    BigInteger newMax = max.max(raised(old.max)).min(CAP.max);
    BigInteger newPriority = priority.max(raised(old.priority)).min(CAP.priority).min(newMax);
    return new Fees(newPriority, newMax);
  }

  /** What {@code gas} units cost at most, in wei. */
  BigInteger cost(BigInteger gas) {
    return max.multiply(gas);
  }

  private static BigInteger raised(BigInteger fee) {
    BigInteger eighth = fee.add(BigInteger.valueOf(7)).shiftRight(3);
    return fee.add(eighth).max(fee.add(BigInteger.ONE));
  }
}
