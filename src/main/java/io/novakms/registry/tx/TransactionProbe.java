package io.novakms.registry.tx;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.BatchRetry;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.JsonRpc;
import io.novakms.registry.rpc.Quantity;
import io.novakms.registry.rpc.RetryDeadline;
import io.novakms.registry.rpc.RetryableCall;
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
 * The state of a wallet's transaction, read in one HTTP request: its simulation, its cost, and the
 * receipts of those sent before.
 *
 * <p>Light clients such as Helios know neither the block {@code pending} nor {@code
 * eth_feeHistory}. What replaces them is asked for in the same request.
 */
final class TransactionProbe {
  private static final String NEWEST = "latest";

  /** More than the call takes by far; what is not used is not paid. */
  private static final BigInteger GAS_WITHOUT_ESTIMATE = BigInteger.valueOf(500_000);

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
      JsonRpc rpc,
      RetryDeadline patience,
      Wallet wallet,
      Wallet contract,
      String data,
      List<String> sent) {
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
    List<RetryableCall> questions = calls.stream().map(RetryableCall::ofNode).toList();
    return new TransactionProbe(rpc, BatchRetry.ask(rpc, questions, patience).answers(), sent);
  }

  /**
   * Why the contract would refuse the call; empty where it would not.
   *
   * @throws ChainException where neither the simulation nor the estimate says
   */
  Optional<String> refusal() {
    for (int place : new int[] {SIMULATION, GAS}) {
      if (answers.get(place) instanceof RpcResponse.Failure failure && failure.isRevert()) {
        return Optional.of(RevertReason.of(failure));
      }
    }
    boolean simulated =
        answers.get(SIMULATION) instanceof RpcResponse.Result done && done.value().isTextual();
    if (!simulated && number(GAS).isEmpty() && !isUnpayable()) {
      rpc.quantity(answers.get(GAS));
    }
    return Optional.empty();
  }

  /** Whether the node says that the wallet can't pay for the call. */
  boolean isUnpayable() {
    return answers.get(GAS) instanceof RpcResponse.Failure failure
        && SubmitOutcome.isUnpayable(failure);
  }

  /** How much gas the call takes; where the node can't estimate that, more than it takes. */
  BigInteger gas() {
    return number(GAS).orElse(GAS_WITHOUT_ESTIMATE);
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
    return number(NONCE_OF_WAITING).filter(next -> next.compareTo(nonce()) > 0).isPresent();
  }

  /** What the wallet has, in wei; empty where the node can't tell, and will when it is sent. */
  Optional<BigInteger> balance() {
    return number(BALANCE);
  }

  /**
   * What the next blocks will accept: by what was paid in recent ones, or where the node gives no
   * such history, or none that can be read, by its newest block.
   */
  Fees market() {
    try {
      return Fees.market(rpc.result(answers.get(FEES)));
    } catch (UnreadableException | ChainException e) {
      return marketWithoutHistory();
    }
  }

  private Fees marketWithoutHistory() {
    JsonNode block = rpc.result(answers.get(BLOCK));
    try {
      return Fees.market(block, number(TIP));
    } catch (UnreadableException e) {
      throw new ChainException(rpc.name() + " gave fees that can't be read: " + e.getMessage(), e);
    }
  }

  /** The chain's id (EIP-155). */
  long chainId() {
    return quantity(CHAIN_ID).longValue();
  }

  /** What became of the transaction {@code hash}. */
  Fate fate(String hash) {
    if (!(receipts.get(hash) instanceof RpcResponse.Result result)) {
      return Fate.UNKNOWN;
    }
    if (result.value().isNull()) {
      return Fate.NOT_MINED;
    }
    return Quantity.find(result.value().path("status"))
        .map(status -> status.signum() == 0 ? Fate.FAILED : Fate.SUCCEEDED)
        .orElse(Fate.UNKNOWN);
  }

  /** What became of a transaction. */
  enum Fate {
    /** It did what it is for. */
    SUCCEEDED,
    /** It is mined, and did nothing. */
    FAILED,
    /** The node knows of no block with it. */
    NOT_MINED,
    /** The node did not say. */
    UNKNOWN
  }

  private Optional<BigInteger> number(int place) {
    return answers.get(place) instanceof RpcResponse.Result result
        ? Quantity.find(result.value())
        : Optional.empty();
  }

  private BigInteger quantity(int place) {
    return rpc.quantity(answers.get(place));
  }
}
