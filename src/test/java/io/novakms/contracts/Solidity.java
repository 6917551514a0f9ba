package io.novakms.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.devnet.Contract;
import io.novakms.devnet.RpcFault;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Hash;

/** Short words for what the contract tests say again and again. */
final class Solidity {
  private Solidity() {}

  /** The wallet of test account {@code number}. */
  static Wallet wallet(int number) {
    return Wallet.parse(String.format("%040x", 0xace0_0000L + number));
  }

  static Address address(Wallet wallet) {
    return new Address(wallet.address());
  }

  static Uint256 number(long value) {
    return new Uint256(value);
  }

  static Uint256 number(BigInteger value) {
    return new Uint256(value);
  }

  static Bytes32 hash(int fill) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) fill;
    return new Bytes32(bytes);
  }

  /** The one value that {@code function} returns. */
  @SuppressWarnings("unchecked")
  static <T> T read(
      Contract contract,
      TypeReference<? extends Type<T>> type,
      String function,
      Type<?>... arguments) {
    return (T) contract.call(function, List.of(type), arguments).get(0).getValue();
  }

  /** Checks that {@code call} reverts without giving a reason. */
  static void assertRevertsSilently(ThrowingCallable call) {
    RpcFault fault = catchThrowableOfType(RpcFault.class, call);
    assertThat(fault).as("a revert").isNotNull();
    assertThat(fault.data()).isEqualTo("0x");
  }

  /** Checks that {@code call} reverts with the custom error of this signature, and arguments. */
  static void assertReverts(ThrowingCallable call, String error, Type<?>... arguments) {
    RpcFault fault = catchThrowableOfType(RpcFault.class, call);
    assertThat(fault).as("a revert with " + error).isNotNull();
    assertThat(fault.data())
        .as("revert data of " + error)
        .isEqualTo(
            Hash.sha3String(error).substring(0, 10)
                + FunctionEncoder.encodeConstructor(List.of(arguments)));
  }

  /** Checks that the transaction wrote exactly one log of {@code contract}, and that it is this. */
  static void assertEvent(
      JsonNode receipt, Contract contract, String event, List<Type<?>> indexed, Type<?>... data) {
    List<JsonNode> logs =
        StreamSupport.stream(receipt.path("logs").spliterator(), false)
            .filter(log -> log.path("address").asText().equals(contract.address().address()))
            .toList();
    assertThat(logs).hasSize(1);
    List<String> topics = new ArrayList<>();
    topics.add(Hash.sha3String(event));
    for (Type<?> topic : indexed) {
      topics.add("0x" + FunctionEncoder.encodeConstructor(List.of(topic)));
    }
    assertThat(logs.get(0).path("topics")).map(JsonNode::asText).containsExactlyElementsOf(topics);
    assertThat(logs.get(0).path("data").asText())
        .isEqualTo("0x" + FunctionEncoder.encodeConstructor(List.of(data)));
  }

  /** The bytes of {@code hash} in hex. */
  static String hex(Bytes32 hash) {
    return Hex.encode(hash.getValue());
  }
}
