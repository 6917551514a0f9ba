package io.novakms.registry.tx;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.JsonRpc;
import io.novakms.registry.rpc.RpcCall;
import io.novakms.registry.rpc.RpcResponse;
import io.novakms.registry.rpc.UnreadableException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that has to be known about a wallet's transaction, asked for in one HTTP request: what it
 * would do, what it would cost, and what became of those sent before.
 *
 * <p>Light clients such as Helios know neither the block {@code pending} nor {@code
 * eth_feeHistory}. What replaces them is asked for in the same request.
 */
final class TransactionProbe {
  private static final String NEWEST = "latest";

  private static final int SIMULATION = 0;
  private static final int GAS = 1;
  private static final int NONCE = 2;
  private static final int NONCE_OF_WAITING = 3;
  private static final int BALANCE = 4;
  private static final int FEES = 5;
  private static final int CHAIN_ID = 6;
  private static final int BLOCK = 7;
  private static final int TIP = 8;
  private static final int FIRST_RECEIPT = 9;

  private final JsonRpc rpc;
  private final List<RpcResponse> answers;
  private final Map<String, RpcResponse> receipts = new HashMap<>();

  private TransactionProbe(JsonRpc rpc, List<RpcResponse> answers, List<String> sent) {
    this.rpc = rpc;
    this.answers = answers;
    for (int i = 0; i < sent.size(); i++) {
      receipts.put(sent.get(i), answers.get(FIRST_RECEIPT + i));
    }
  }

  /**
   * Asks about a call of {@code contract} with {@code data} by {@code wallet}, and about the
   * transactions with the hashes {@code sent}.
   *
   * @throws ChainException where the node does not answer
   */
  static TransactionProbe take(
      JsonRpc rpc, Wallet wallet, Wallet contract, String data, List<String> sent) {
    Map<String, String> call =
        Map.of("from", wallet.address(), "to", contract.address(), "data", data);
    List<RpcCall> calls = new ArrayList<>();
    calls.add(RpcCall.of("eth_call", call, NEWEST));
    // Without a block, some nodes estimate on top of what waits, which is this wallet's own.
    calls.add(RpcCall.of("eth_estimateGas", call, NEWEST));
    calls.add(RpcCall.of("eth_getTransactionCount", wallet.address(), NEWEST));
    calls.add(RpcCall.of("eth_getTransactionCount", wallet.address(), "pending"));
    calls.add(RpcCall.of("eth_getBalance", wallet.address(), NEWEST));
    calls.add(Fees.HISTORY);
    calls.add(RpcCall.of("eth_chainId"));
    calls.add(RpcCall.of("eth_getBlockByNumber", NEWEST, false));
    calls.add(RpcCall.of("eth_maxPriorityFeePerGas"));
    sent.forEach(hash -> calls.add(RpcCall.of("eth_getTransactionReceipt", hash)));
    return new TransactionProbe(rpc, rpc.call(calls).answers(), sent);
  }

  /** Why the contract would refuse the call; empty where it would not. */
  Optional<String> refusal() {
    for (int place : new int[] {SIMULATION, GAS}) {
      if (answers.get(place) instanceof RpcResponse.Failure failure && failure.isRevert()) {
        return Optional.of(RevertReason.of(failure));
      }
    }
    rpc.result(answers.get(SIMULATION));
    return Optional.empty();
  }

  /** How much gas the call takes. */
  BigInteger gas() {
    return quantity(GAS);
  }

  /** How many of the wallet's transactions are mined: the nonce of the next. */
  BigInteger nonce() {
    return quantity(NONCE);
  }

  /**
   * Whether a transaction of the wallet, whichever, is known to wait to be mined. Where the node
   * can't tell, none is: it refuses a second one with the same nonce unless that pays more.
   */
  boolean hasWaiting() {
    return !isRefused(NONCE_OF_WAITING) && quantity(NONCE_OF_WAITING).compareTo(nonce()) > 0;
  }

  /** What the wallet has, in wei. */
  BigInteger balance() {
    return quantity(BALANCE);
  }

  /** What the next blocks will accept. */
  Fees market() {
    boolean withoutHistory = isRefused(FEES);
    JsonNode source = rpc.result(answers.get(withoutHistory ? BLOCK : FEES));
    try {
      return withoutHistory ? Fees.market(source, tip()) : Fees.market(source);
    } catch (UnreadableException e) {
      throw new ChainException(
          JsonRpc.NAME + " gave fees that can't be read: " + e.getMessage(), e);
    }
  }

  /** What the node suggests for a block's maker, where it suggests anything. */
  private Optional<BigInteger> tip() {
    return isRefused(TIP) ? Optional.empty() : Optional.of(quantity(TIP));
  }

  /** Whether the node answered a call with an error: it lacks the method, or the block. */
  private boolean isRefused(int place) {
    return answers.get(place) instanceof RpcResponse.Failure failure
        && failure != RpcResponse.Failure.MISSING;
  }

  /** The chain's id (EIP-155). */
  long chainId() {
    return quantity(CHAIN_ID).longValue();
  }

  /** Whether the transaction {@code hash} succeeded; empty where it is not mined. */
  Optional<Boolean> succeeded(String hash) {
    RpcResponse answer = receipts.get(hash);
    if (answer instanceof RpcResponse.Result result && result.value().isObject()) {
      JsonNode status = result.value().path("status");
      return Optional.of(rpc.quantity(new RpcResponse.Result(status)).signum() != 0);
    }
    return Optional.empty();
  }

  private BigInteger quantity(int place) {
    return rpc.quantity(answers.get(place));
  }
}
