package io.novakms.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.registry.rpc.RpcDouble;
import io.novakms.registry.rpc.RpcResponse;
import io.novakms.registry.rpc.RpcResponse.Failure;
import io.novakms.registry.tx.RevertReason;
import io.novakms.registry.tx.SubmitOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Utf8String;

/** What nodes of several kinds say, and what it means. */
class NodeWordsTest {
  @ParameterizedTest
  @CsvSource({
    "already known,ACCEPTED",
    "AlreadyKnown,ACCEPTED",
    "transaction already imported,ACCEPTED",
    "replacement transaction underpriced,UNDERPRICED",
    "transaction underpriced: tip needed 1 gwei,UNDERPRICED",
    "FeeTooLow,UNDERPRICED",
    "max fee per gas less than block base fee: address 0x,UNDERPRICED",
    "nonce too low: next nonce 5,NONCE_USED",
    "Gas price below configured minimum gas price,UNDERPRICED",
    "Gas price below current base fee,UNDERPRICED",
    "insufficient funds for gas * price + value,UNPAYABLE",
    "Upfront cost exceeds account balance,UNPAYABLE",
    "unknown account,REFUSED",
    "exceeds block gas limit,REFUSED",
    "'',REFUSED",
  })
  void refusalOfATransactionIsUnderstood(String message, SubmitOutcome expected) {
    assertThat(SubmitOutcome.of(new Failure(-32000, message, ""))).isEqualTo(expected);
  }

  @Test
  void hashMeansAcceptedAndNothingMeansNothing() {
    assertThat(
            SubmitOutcome.of(
                new RpcResponse.Result(RpcDouble.JSON.getNodeFactory().textNode("0x1"))))
        .isEqualTo(SubmitOutcome.ACCEPTED);
    assertThat(SubmitOutcome.of(new RpcResponse.Result(RpcDouble.JSON.nullNode())))
        .isEqualTo(SubmitOutcome.UNKNOWN);
    assertThat(SubmitOutcome.of(Failure.MISSING)).isEqualTo(SubmitOutcome.UNKNOWN);
    assertThat(SubmitOutcome.of(new Failure(429, "slow down", "")))
        .isEqualTo(SubmitOutcome.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "3,execution reverted",
    "-32000,execution reverted",
    "-32000,Execution reverted",
    "-32015,VM execution error.",
    "-32000,invalid opcode: INVALID",
    "3,''",
  })
  void revertIsTheContractsAnswer(int code, String message) {
    assertThat(new Failure(code, message, "").isRevert()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "-32000,header not found",
    "-32005,limit exceeded",
    "-32601,the method eth_call does not exist",
    "0,''",
  })
  void anyOtherErrorIsNoAnswer(int code, String message) {
    assertThat(new Failure(code, message, "").isRevert()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0x12345678,an error that this node does not know: 0x12345678",
    "0x,the contract gave no reason",
    "'',the contract gave no reason",
    "words,the contract gave no reason",
  })
  void reasonThatIsNotKnownIsSaidAsItIs(String data, String expected) {
    assertThat(RevertReason.of(new Failure(3, "foreign", data))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"MasterSecretHashAlreadySet", "NotAuthorizedToSetHash", "ZeroMasterSecretHash"})
  void errorsOfKmsRegistryAreNamed(String error) {
    String data = FunctionEncoder.encode(new Function(error, List.of(), List.of()));

    assertThat(RevertReason.of(new Failure(3, "", data))).startsWith(error + ": ");
  }

  @Test
  void textIsRepeatedWithoutWhatCannotBePrinted() {
    assertThat(RevertReason.of(new Failure(3, "", text("not\nnow \u00e9"))))
        .isEqualTo("not?now ??");
  }

  @Test
  void textThatIsTooLongOrCutOffIsNotRepeated() {
    String said = "the contract gave a reason that can't be read";

    assertThat(RevertReason.of(new Failure(3, "", text("x".repeat(201))))).isEqualTo(said);
    assertThat(RevertReason.of(new Failure(3, "", text("hello").substring(0, 80)))).isEqualTo(said);
  }

  private static String text(String text) {
    return FunctionEncoder.encode(new Function("Error", List.of(new Utf8String(text)), List.of()));
  }
}
