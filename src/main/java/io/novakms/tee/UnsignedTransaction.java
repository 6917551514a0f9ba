package io.novakms.tee;

import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.util.stream.Stream;

/**
 * An EIP-1559 transaction without access list, before it is signed.
 *
 * @param chainId the chain's id (EIP-155)
 * @param nonce the sender's transaction count
 * @param maxPriorityFeePerGas in wei
 * @param maxFeePerGas in wei
 * @param gasLimit in gas
 * @param to the contract
 * @param value in wei
 * @param data the call data
 */
@SuppressWarnings("ArrayRecordComponent")
public record UnsignedTransaction(
    long chainId,
    BigInteger nonce,
    BigInteger maxPriorityFeePerGas,
    BigInteger maxFeePerGas,
    BigInteger gasLimit,
    Wallet to,
    BigInteger value,
    byte[] data) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException where one of them is negative
   */
  public UnsignedTransaction {
    if (chainId < 0
        || Stream.of(nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit, value)
            .anyMatch(number -> number.signum() < 0)) {
      throw new IllegalArgumentException("a transaction's numbers are not negative");
    }
  }
}
