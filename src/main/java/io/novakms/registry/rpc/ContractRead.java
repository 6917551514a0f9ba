package io.novakms.registry.rpc;

import io.novakms.model.Wallet;
import java.util.Map;

/**
 * A question to a contract, without the block that it is asked at.
 *
 * @param contract the contract
 * @param data the call data: {@code 0x}, selector and arguments in hex
 */
public record ContractRead(Wallet contract, String data) {
  /**
   * The call that asks at {@code block}: {@code latest}, a number in hex, or a map with a {@code
   * blockHash} (EIP-1898).
   */
  RpcCall at(Object block) {
    return RpcCall.of("eth_call", Map.of("to", contract.address(), "data", data), block);
  }
}
