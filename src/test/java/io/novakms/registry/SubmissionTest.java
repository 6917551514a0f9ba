package io.novakms.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.model.SecretHash;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.JsonRpc;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.Quantity;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.registry.tx.HashSubmitter;
import io.novakms.registry.tx.Submission;
import io.novakms.registry.tx.Submission.State;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;

/** The transaction that sets the hash, on chains that anvil does not play. */
class SubmissionTest {
  private static final SecretHash HASH = new SecretHash("ab".repeat(32));
  private static final Duration RESUBMIT_AFTER = Duration.ofSeconds(60);
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  private final Map<String, ObjectNode> answers = new ConcurrentHashMap<>();
  private final RpcDouble node = RpcDouble.answering(this::answer);
  private final ManualTicker ticker = new ManualTicker();
  private final Tee tee =
      new KeystoreTee(TeeKeys.generate(CryptoProviders.available()), CryptoProviders.available());
  private final JsonRpc rpc =
      new JsonRpc(
          ChainSettings.at(node.url()).build(),
          RpcHttp::new,
          new ExecutorScheduler(ForkJoinPool.commonPool()),
          JsonRpc.MAX_ANSWER_BYTES,
          System::nanoTime,
          ChainListener.NONE);
  private final HashSubmitter submitter =
      new HashSubmitter(
          List.of(rpc), new KmsRegistryContract(Structs.wallet(902)), tee, RESUBMIT_AFTER, ticker);

  SubmissionTest() {
    answers.put("eth_call", RpcDouble.result("0x"));
    answers.put("eth_estimateGas", RpcDouble.result("0xc350"));
    nonce(7);
    answers.put("eth_getBalance", RpcDouble.result(Quantity.of(BigInteger.TEN.pow(18))));
    answers.put("eth_chainId", RpcDouble.result("0x1"));
    answers.put("eth_getTransactionReceipt", RpcDouble.result(RpcDouble.JSON.nullNode()));
    answers.put("eth_sendRawTransaction", RpcDouble.result("0x00"));
    ObjectNode block = RpcDouble.JSON.createObjectNode();
    answers.put(
        "eth_getBlockByNumber",
        RpcDouble.result(block.put("baseFeePerGas", Quantity.of(gwei(10)))));
    answers.put("eth_maxPriorityFeePerGas", RpcDouble.result(Quantity.of(gwei(3))));
  }

  @AfterEach
  void close() {
    rpc.close();
    node.close();
  }

  /** What Helios answers: it has no fee history, and no block that is pending. */
  private ObjectNode answer(JsonNode call) {
    if (call.path("params").path(1).asText().equals("pending")) {
      return RpcDouble.error(-32602, "could not parse block tag", "");
    }
    ObjectNode answer = answers.get(call.path("method").asText());
    return answer == null ? RpcDouble.error(-32601, "Method not found", "") : answer.deepCopy();
  }

  private void nonce(long next) {
    answers.put("eth_getTransactionCount", RpcDouble.result(Quantity.of(next)));
  }

  private static BigInteger gwei(long count) {
    return GWEI.multiply(BigInteger.valueOf(count));
  }

  private void assertPending() {
    Submission submission = submitter.submit(HASH);
    assertThat(submission.state()).as(submission.detail()).isEqualTo(State.PENDING);
  }

  private List<Transaction1559> sent() {
    return node.calls("eth_sendRawTransaction").stream()
        .map(call -> TransactionDecoder.decode(call.path("params").path(0).asText()))
        .map(transaction -> (Transaction1559) transaction.getTransaction())
        .toList();
  }

  private List<Long> sentNonces() {
    return sent().stream().map(transaction -> transaction.getNonce().longValueExact()).toList();
  }

  @Test
  void lightClientWithoutFeeHistoryAndPendingBlockIsEnough() {
    assertPending();

    assertThat(sentNonces()).containsExactly(7L);
    assertThat(sent().get(0).getMaxPriorityFeePerGas()).isEqualTo(gwei(3));
    assertThat(sent().get(0).getMaxFeePerGas()).isEqualTo(gwei(23));
    assertThat(node.requests()).isEqualTo(2);
  }

  @Test
  void makersGetOneGweiWhereTheNodeSuggestsNothing() {
    answers.remove("eth_maxPriorityFeePerGas");

    assertPending();

    assertThat(sent().get(0).getMaxPriorityFeePerGas()).isEqualTo(gwei(1));
    assertThat(sent().get(0).getMaxFeePerGas()).isEqualTo(gwei(21));
  }

  @Test
  void blockWithoutBaseFeeIsSaid() {
    answers.put("eth_getBlockByNumber", RpcDouble.result(RpcDouble.JSON.createObjectNode()));

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(() -> submitter.submit(HASH))
        .withMessageContaining("EIP-1559");
  }

  @ParameterizedTest
  @CsvSource({"eth_getTransactionCount", "eth_chainId"})
  void whatNothingReplacesIsADoubt(String method) {
    answers.remove(method);

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(() -> submitter.submit(HASH))
        .withMessageContaining("-32601");
    assertThat(sent()).isEmpty();
  }

  @Test
  void gapThatAReorganisationLeavesIsFilled() {
    assertPending();
    nonce(6);
    assertPending();
    ticker.advance(RESUBMIT_AFTER);

    assertPending();

    assertThat(sentNonces()).startsWith(7L).endsWith(6L);
    nonce(6);
    ticker.advance(RESUBMIT_AFTER);
    assertPending();
    assertThat(sentNonces().subList(1, sentNonces().size())).containsOnly(6L);
  }

  @Test
  void nodeThatLagsBehindForAMomentLeavesNoGap() {
    assertPending();
    ticker.advance(RESUBMIT_AFTER.minusSeconds(2));
    nonce(6);
    assertPending();
    nonce(7);
    ticker.advance(Duration.ofSeconds(1));
    assertPending();
    nonce(6);
    ticker.advance(RESUBMIT_AFTER.minusSeconds(1));
    assertPending();

    assertThat(sentNonces()).containsOnly(7L);
  }

  /** What providers give in place of a fee history. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "{\"baseFeePerGas\":null,\"reward\":null}",
        "{\"baseFeePerGas\":[],\"reward\":[]}",
        "{\"baseFeePerGas\":[\"-0x1\"],\"reward\":[[\"-0x1\"]]}",
        "{\"baseFeePerGas\":[\"a lot\"]}",
      })
  void historyThatSaysNothingIsDoneWithout(String history) throws JsonProcessingException {
    answers.put("eth_feeHistory", RpcDouble.result(RpcDouble.JSON.readTree(history)));

    assertPending();

    assertThat(sent().get(0).getMaxFeePerGas()).isEqualTo(gwei(23));
  }

  @Test
  void rewardThatSaysNothingLeavesTheOthers() throws JsonProcessingException {
    answers.put(
        "eth_feeHistory",
        RpcDouble.result(
            RpcDouble.JSON.readTree(
                "{\"baseFeePerGas\":[\"0x1\",\"0x2540be400\"],"
                    + "\"reward\":[[\"-0x1\"],null,[\"0x77359400\"]]}")));

    assertPending();

    assertThat(sent().get(0).getMaxPriorityFeePerGas()).isEqualTo(gwei(2));
  }

  @ParameterizedTest
  @CsvSource({
    "-32009,Gas price below configured minimum gas price",
    "-32000,transaction underpriced",
  })
  void nodeThatAsksForMoreGetsMoreUntilItTakesIt(int code, String message) {
    answers.put("eth_sendRawTransaction", RpcDouble.error(code, message, ""));
    assertPending();
    assertPending();
    answers.put("eth_sendRawTransaction", RpcDouble.result("0x00"));
    assertPending();

    assertThat(sentNonces()).containsOnly(7L).hasSize(3);
    assertThat(sent()).map(Transaction1559::getMaxFeePerGas).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth_estimateGas", "eth_sendRawTransaction"})
  void walletThatCantPayIsSaidInWhateverWords(String method) {
    answers.put(method, RpcDouble.error(-32004, "Upfront cost exceeds account balance", ""));

    assertThat(submitter.submit(HASH).state()).isEqualTo(State.UNPAYABLE);
    answers.put("eth_estimateGas", RpcDouble.result("0xc350"));
    answers.put("eth_sendRawTransaction", RpcDouble.result("0x00"));
    assertPending();
    assertThat(sent()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eth_getBalance", "eth_estimateGas", "eth_call", "eth_maxPriorityFeePerGas"})
  void whatTheNodeCantSayKeepsNothingFromBeingSent(String method) {
    answers.put(method, RpcDouble.result(RpcDouble.JSON.nullNode()));

    assertPending();

    assertThat(sentNonces()).containsExactly(7L);
  }

  @Test
  void nodeThatSaysNothingToATransactionGetsItAgain() {
    answers.put("eth_sendRawTransaction", RpcDouble.result(RpcDouble.JSON.nullNode()));
    assertPending();
    answers.put("eth_sendRawTransaction", RpcDouble.result("0x00"));
    assertPending();
    assertPending();

    assertThat(node.calls("eth_sendRawTransaction")).hasSize(2);
    assertThat(sent().get(1)).usingRecursiveComparison().isEqualTo(sent().get(0));
  }

  @Test
  void receiptThatIsNotAnsweredIsNeverTakenForNone() {
    assertPending();
    nonce(8);
    answers.put("eth_getTransactionReceipt", RpcDouble.error(429, "too many requests", ""));
    answers.put("eth_call", RpcDouble.error(3, "execution reverted", "0x"));

    assertPending();

    ObjectNode receipt = RpcDouble.JSON.createObjectNode().put("status", "0x1");
    answers.put("eth_getTransactionReceipt", RpcDouble.result(receipt));
    assertThat(submitter.submit(HASH).state()).isEqualTo(State.MINED);
    answers.put(
        "eth_getTransactionReceipt", RpcDouble.result(receipt.deepCopy().putNull("status")));
    assertPending();
  }
}
