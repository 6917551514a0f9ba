package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.novakms.model.Wallet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;

/**
 * One contract on a development chain, called by the names of its functions. Transactions are sent
 * from accounts that the chain holds the keys of, or impersonates.
 *
 * @param rpc the chain
 * @param address the contract
 */
public record Contract(RpcClient rpc, Wallet address) {
  private static final Duration RECEIPT_DEADLINE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Deploys the contract that the build compiled as {@code name}, from {@code sender}.
   *
   * @throws RpcFault where its constructor reverts
   */
  public static Contract deploy(RpcClient rpc, Wallet sender, String name, Type<?>... arguments) {
    Path artifact =
        Path.of(System.getProperty("kms.solidity", "target/solidity")).resolve(name + ".json");
    try {
      String code = JSON.readTree(Files.readString(artifact)).path("bytecode").asText();
      String input = code + FunctionEncoder.encodeConstructor(List.of(arguments));
      JsonNode receipt = receipt(rpc, post(rpc, Map.of("from", sender.address(), "data", input)));
      return new Contract(rpc, Wallet.parse(receipt.path("contractAddress").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          name + " is not compiled; 'mvn generate-test-resources' does that", e);
    }
  }

  /**
   * Sends a transaction and waits for its receipt.
   *
   * @return the receipt, of a success
   * @throws RpcFault where the contract reverts; {@link RpcFault#data} has the reason
   */
  public JsonNode send(Wallet sender, String function, Type<?>... arguments) {
    return receipt(rpc, post(rpc, transaction(sender, function, arguments)));
  }

  /** As {@link #send}, but with a gas limit of its own, and without waiting for the receipt. */
  String sendLater(Wallet sender, long gas, String function, Type<?>... arguments) {
    return post(rpc, transaction(sender, function, arguments), gas);
  }

  /** Waits until the transaction {@code hash} is mined, and checks that it succeeded. */
  static JsonNode receipt(RpcClient rpc, String hash) {
    long deadline = System.nanoTime() + RECEIPT_DEADLINE.toNanos();
    JsonNode receipt = rpc.call("eth_getTransactionReceipt", hash);
    while (receipt.isNull()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no receipt for " + hash + " after " + RECEIPT_DEADLINE);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      receipt = rpc.call("eth_getTransactionReceipt", hash);
    }
    if (!receipt.path("status").asText().equals("0x1")) {
      throw new IllegalStateException("transaction " + hash + " reverted on the chain");
    }
    return receipt;
  }

  /** Calls a function that returns values of static or dynamic, but not of struct types. */
  @SuppressWarnings("rawtypes")
  public List<Type> call(String function, List<TypeReference<?>> returns, Type<?>... arguments) {
    String answer = callRaw(function, arguments);
    Function abi = new Function(function, Arrays.asList(arguments), returns);
    return FunctionReturnDecoder.decode(answer, abi.getOutputParameters());
  }

  /**
   * Calls a function, and leaves its answer encoded: {@code 0x} and hex.
   *
   * @throws RpcFault where the contract reverts
   */
  public String callRaw(String function, Type<?>... arguments) {
    String data = encode(function, arguments);
    return rpc.call("eth_call", Map.of("to", address.address(), "data", data), "latest").asText();
  }

  private Map<String, String> transaction(Wallet sender, String function, Type<?>... arguments) {
    return Map.of(
        "from", sender.address(), "to", address.address(), "data", encode(function, arguments));
  }

  private static String encode(String function, Type<?>... arguments) {
    return FunctionEncoder.encode(new Function(function, Arrays.asList(arguments), List.of()));
  }

  private static String post(RpcClient rpc, Map<String, String> transaction) {
    // The estimate tells of a revert, with its reason, which sending does not.
    long estimate = number(rpc.call("eth_estimateGas", transaction)).longValueExact();
    return post(rpc, transaction, estimate + estimate / 4);
  }

  private static String post(RpcClient rpc, Map<String, String> transaction, long gas) {
    Map<String, String> complete = new HashMap<>(transaction);
    complete.put("gas", "0x" + Long.toHexString(gas));
    return rpc.call("eth_sendTransaction", complete).asText();
  }

  /** The number in a field of a receipt, a log or a block, such as {@code 0x1f}. */
  public static BigInteger number(JsonNode field) {
    return new BigInteger(field.asText().substring(2), 16);
  }
}
