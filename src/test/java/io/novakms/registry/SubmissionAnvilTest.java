package io.novakms.registry;

import static io.novakms.devnet.DevChain.FIRST_VERSION;
import static io.novakms.devnet.DevChain.ONE_ETHER;
import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.devnet.Anvil;
import io.novakms.devnet.Contract;
import io.novakms.devnet.DevChain;
import io.novakms.devnet.DevChain.NewInstance;
import io.novakms.model.Hex;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.Quantity;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.registry.tx.Submission;
import io.novakms.registry.tx.Submission.State;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;

/** The transaction that sets the hash, on a real EVM, through good and bad times. */
class SubmissionAnvilTest {
  private static final SecretHash HASH = new SecretHash("ab".repeat(32));
  private static final SecretHash OTHER_HASH = new SecretHash("cd".repeat(32));
  private static final Wallet OTHER_NODE = wallet(5);
  private static final Duration RESUBMIT_AFTER = Duration.ofSeconds(60);

  // One for each test: some of them stop it, or stop it mining.
  private final Anvil anvil = Anvil.start();
  private final RpcDouble node = RpcDouble.inFrontOf(anvil.url());
  private final DevChain contracts = DevChain.deploy(anvil.url());
  private final ManualTicker ticker = new ManualTicker();
  private final Tee tee =
      new KeystoreTee(TeeKeys.generate(CryptoProviders.available()), CryptoProviders.available());
  private Web3Chain chain = open();
  private BigInteger instance;

  @BeforeEach
  void register() {
    instance = register(tee.wallet());
    register(OTHER_NODE);
    contracts.impersonate(OTHER_NODE);
    contracts.fund(tee.wallet(), ONE_ETHER);
  }

  @AfterEach
  void close() {
    chain.close();
    node.close();
    anvil.close();
  }

  private Web3Chain open() {
    ChainSettings settings = ChainSettings.at(node.url(), contracts);
    settings.timeout = Duration.ofSeconds(5);
    settings.resubmitAfter = RESUBMIT_AFTER;
    return new Web3Chain(
        settings.build(),
        tee,
        Clock.systemUTC(),
        ticker,
        RpcHttp::new,
        new ExecutorScheduler(ForkJoinPool.commonPool()),
        ChainListener.NONE);
  }

  private BigInteger register(Wallet wallet) {
    return contracts.registerInstance(
        contracts.kmsAppId(),
        FIRST_VERSION,
        NewInstance.verified(wallet, "https://node.example", Hex.decode(Structs.TEE_PUBLIC_KEY)));
  }

  private void stopMining() {
    contracts.rpc().call("evm_setAutomine", false);
  }

  private List<String> sentTransactions() {
    return node.calls("eth_sendRawTransaction").stream()
        .map(call -> call.path("params").path(0).asText())
        .toList();
  }

  private JsonNode transaction(String hash) {
    return contracts.rpc().call("eth_getTransactionByHash", hash);
  }

  private long minedTransactions() {
    return Contract.number(
            contracts.rpc().call("eth_getTransactionCount", tee.wallet().address(), "latest"))
        .longValueExact();
  }

  /** The chain mines what it takes at once, but says that it took it a moment before. */
  private Submission awaitMined() {
    return await().until(() -> chain.submit(HASH), submission -> submission.state() == State.MINED);
  }

  private Submission assertSubmitted(State state) {
    Submission submission = chain.submit(HASH);
    assertThat(submission.state()).as(submission.detail()).isEqualTo(state);
    assertThat(submission.detail()).isNotBlank();
    return submission;
  }

  @Test
  void hashGetsOntoTheChain() {
    Submission sent = assertSubmitted(State.PENDING);

    Submission mined = awaitMined();

    assertThat(mined.transactionHash()).isEqualTo(sent.transactionHash());
    assertThat(contracts.masterSecretHash()).contains(HASH);
    assertThat(chain.read().masterSecretHash()).contains(HASH);
    JsonNode transaction = transaction(mined.transactionHash());
    assertThat(transaction.path("from").asText()).isEqualTo(tee.wallet().address());
    assertThat(transaction.path("type").asText()).isEqualTo("0x2");
    assertThat(transaction.path("value").asText()).isEqualTo("0x0");
  }

  @Test
  void eachCallTakesTwoRequestsAtMost() {
    stopMining();
    assertSubmitted(State.PENDING);
    assertThat(node.requests()).isEqualTo(2);

    assertSubmitted(State.PENDING);
    assertThat(node.requests()).isEqualTo(3);
  }

  @Test
  void nothingIsSentTwiceWhileItIsPending() {
    stopMining();
    Submission first = assertSubmitted(State.PENDING);

    for (int tick = 0; tick < 5; tick++) {
      ticker.advance(Duration.ofSeconds(10));
      assertThat(assertSubmitted(State.PENDING).transactionHash())
          .isEqualTo(first.transactionHash());
    }
    assertThat(sentTransactions()).hasSize(1);
    contracts.mine(1);

    assertSubmitted(State.MINED);
    assertThat(sentTransactions()).hasSize(1);
    assertThat(minedTransactions()).isEqualTo(1);
  }

  @Test
  void minedStaysMinedUntilTheChainIsReadAgain() {
    assertSubmitted(State.PENDING);
    awaitMined();

    for (int tick = 0; tick < 3; tick++) {
      assertSubmitted(State.MINED);
      contracts.mine(3);
    }
    assertThat(sentTransactions()).hasSize(1);
  }

  @Test
  void transactionThatStaysUnminedIsReplacedByOneWithHigherFees() {
    stopMining();
    Submission first = assertSubmitted(State.PENDING);
    ticker.advance(RESUBMIT_AFTER);

    Submission second = assertSubmitted(State.PENDING);

    assertThat(second.transactionHash()).isNotEqualTo(first.transactionHash());
    JsonNode replacement = transaction(second.transactionHash());
    assertThat(transaction(first.transactionHash()).isNull()).as("the pool has one").isTrue();
    assertThat(replacement.path("nonce").asText()).isEqualTo("0x0");
    assertThat(assertSubmitted(State.PENDING))
        .extracting(Submission::transactionHash)
        .isEqualTo(second.transactionHash());
    assertThat(sentTransactions()).hasSize(2);
    contracts.mine(1);

    assertThat(assertSubmitted(State.MINED).transactionHash()).isEqualTo(second.transactionHash());
    assertThat(minedTransactions()).isEqualTo(1);
  }

  @Test
  void replacementOffersAnEighthMore() {
    stopMining();
    JsonNode first = transaction(assertSubmitted(State.PENDING).transactionHash());
    ticker.advance(RESUBMIT_AFTER);

    JsonNode second = transaction(assertSubmitted(State.PENDING).transactionHash());

    for (String fee : List.of("maxFeePerGas", "maxPriorityFeePerGas")) {
      BigInteger least =
          Contract.number(first.path(fee)).multiply(BigInteger.valueOf(9)).shiftRight(3);
      assertThat(Contract.number(second.path(fee))).isGreaterThanOrEqualTo(least);
    }
    assertThat(second.path("nonce")).isEqualTo(first.path("nonce"));
  }

  @Test
  void originalThatIsMinedAfterAllCounts() {
    stopMining();
    Submission first = assertSubmitted(State.PENDING);
    ticker.advance(RESUBMIT_AFTER);
    // The replacement gets lost on its way, although the node says that it took it.
    node.misbehave(
        (exchange, batch) -> {
          boolean sending = batch.toString().contains("eth_sendRawTransaction");
          RpcDouble.send(
              exchange,
              200,
              sending ? "[{\"id\":1,\"result\":\"0x00\"}]" : node.properAnswer(batch).toString());
        });
    assertThat(assertSubmitted(State.PENDING).transactionHash())
        .isNotEqualTo(first.transactionHash());
    node.behave();
    contracts.mine(1);

    assertThat(assertSubmitted(State.MINED).transactionHash()).isEqualTo(first.transactionHash());
  }

  @Test
  void nodeOnADeprecatedVersionIsRefusedWithoutSendingAnything() {
    contracts.setVersionStatus(contracts.kmsAppId(), FIRST_VERSION, VersionStatus.DEPRECATED);

    Submission submission = assertSubmitted(State.REVERTED);

    assertThat(submission.detail()).startsWith("NotAuthorizedToSetHash");
    assertThat(submission.transactionHash()).isEmpty();
    assertThat(sentTransactions()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = InstanceStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
  void nodeThatIsNotActiveIsRefusedWithoutSendingAnything(InstanceStatus status) {
    contracts.setInstanceStatus(instance, status);

    assertThat(assertSubmitted(State.REVERTED).detail()).startsWith("NotAuthorizedToSetHash");
    assertThat(sentTransactions()).isEmpty();
  }

  @Test
  void refusalIsNotForEver() {
    contracts.setInstanceStatus(instance, InstanceStatus.STOPPED);
    assertSubmitted(State.REVERTED);
    contracts.setInstanceStatus(instance, InstanceStatus.ACTIVE);

    assertSubmitted(State.PENDING);
    awaitMined();
  }

  @Test
  void hashThatAnotherNodeHasSetIsSaid() {
    setAsAnotherNode();

    Submission submission = assertSubmitted(State.REVERTED);

    assertThat(submission.detail()).startsWith("MasterSecretHashAlreadySet");
    assertThat(sentTransactions()).isEmpty();
  }

  @Test
  void lostRaceIsReadFromTheReceipt() {
    stopMining();
    Submission sent = assertSubmitted(State.PENDING);
    setAsAnotherNode();
    contracts.mine(1);
    assertThat(contracts.masterSecretHash()).contains(OTHER_HASH);

    Submission submission = assertSubmitted(State.REVERTED);

    assertThat(submission.transactionHash()).isEqualTo(sent.transactionHash());
    assertThat(submission.detail()).startsWith("MasterSecretHashAlreadySet");
    assertThat(assertSubmitted(State.REVERTED).transactionHash()).isEmpty();
    assertThat(sentTransactions()).hasSize(1);
  }

  /** Another node's transaction, ahead of all that wait. */
  private void setAsAnotherNode() {
    Map<String, String> transaction =
        Map.of(
            "from",
            OTHER_NODE.address(),
            "to",
            contracts.kmsRegistry().address().address(),
            "gas",
            "0x30d40",
            "maxPriorityFeePerGas",
            "0x2540be400",
            "maxFeePerGas",
            "0x4a817c800",
            "data",
            new KmsRegistryContract(contracts.kmsRegistry().address())
                .setMasterSecretHash(OTHER_HASH));
    contracts.rpc().call("eth_sendTransaction", transaction);
  }

  @Test
  void hashThatIsResetIsSentAgain() {
    Submission first = assertSubmitted(State.PENDING);
    awaitMined();
    contracts.resetMasterSecretHash();

    Submission second = assertSubmitted(State.PENDING);
    assertThat(second.transactionHash()).isNotEqualTo(first.transactionHash());
    awaitMined();

    assertThat(contracts.masterSecretHash()).contains(HASH);
    assertThat(minedTransactions()).isEqualTo(2);
  }

  @Test
  void anotherHashReplacesWhatWaitsAtOnce() {
    stopMining();
    chain.submit(OTHER_HASH);

    Submission second = assertSubmitted(State.PENDING);
    contracts.mine(1);

    assertThat(assertSubmitted(State.MINED).transactionHash()).isEqualTo(second.transactionHash());
    assertThat(contracts.masterSecretHash()).contains(HASH);
    assertThat(minedTransactions()).isEqualTo(1);
  }

  @Test
  void anotherHashThatIsMinedAlreadyIsNoSuccess() {
    chain.submit(OTHER_HASH);
    await().until(() -> minedTransactions() == 1);

    assertThat(assertSubmitted(State.REVERTED).detail()).startsWith("MasterSecretHashAlreadySet");
  }

  @Test
  void walletThatCannotPayIsNamedUntilItCan() {
    contracts.fund(tee.wallet(), BigInteger.TEN);

    Submission submission = assertSubmitted(State.UNPAYABLE);

    assertThat(submission.detail()).contains(tee.wallet().address()).contains("it has 10 wei");
    assertThat(sentTransactions()).isEmpty();
    contracts.fund(tee.wallet(), ONE_ETHER);
    assertSubmitted(State.PENDING);
    awaitMined();
  }

  @Test
  void transactionSurvivesThatTheChainIsAwayAndForgetsIt() {
    stopMining();
    Submission sent = assertSubmitted(State.PENDING);
    anvil.stop();
    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.submit(HASH));
    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.submit(HASH));
    anvil.restart();

    Submission again = assertSubmitted(State.PENDING);

    assertThat(again.transactionHash()).isEqualTo(sent.transactionHash());
    assertThat(Set.copyOf(sentTransactions())).hasSize(1);
    assertThat(assertSubmitted(State.MINED).transactionHash()).isEqualTo(sent.transactionHash());
    assertThat(minedTransactions()).isEqualTo(1);
  }

  @Test
  void transactionThatTheNodeTookWithoutSayingSoIsNotSentAnew() {
    node.misbehave(
        (exchange, batch) -> {
          JsonNode answer = node.properAnswer(batch);
          if (batch.toString().contains("eth_sendRawTransaction")) {
            exchange.close();
          } else {
            RpcDouble.send(exchange, 200, answer.toString());
          }
        });
    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.submit(HASH));
    node.behave();

    awaitMined();

    assertThat(Set.copyOf(sentTransactions())).hasSize(1);
    assertThat(minedTransactions()).isEqualTo(1);
  }

  @Test
  void transactionThatNeverArrivedIsSentAgainAsItIs() {
    node.misbehave(
        (exchange, batch) -> {
          if (batch.toString().contains("eth_sendRawTransaction")) {
            RpcDouble.send(exchange, 503, "");
          } else {
            RpcDouble.send(exchange, 200, node.properAnswer(batch).toString());
          }
        });
    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.submit(HASH));
    node.behave();

    assertSubmitted(State.PENDING);
    awaitMined();

    assertThat(sentTransactions()).hasSize(2).containsOnly(sentTransactions().get(0));
  }

  @Test
  void transactionOfAnEarlierRunGetsItsTimeAndIsThenOutbid() {
    stopMining();
    feesAreHigh();
    Submission earlier = assertSubmitted(State.PENDING);
    chain.close();
    chain = open();
    node.behave();
    node.forget();

    Submission unknown = assertSubmitted(State.PENDING);
    assertThat(unknown.transactionHash()).isEmpty();
    assertThat(sentTransactions()).isEmpty();

    ticker.advance(RESUBMIT_AFTER);
    // What it offered is not known, so the offer rises until the node takes it.
    String replacement = "";
    for (int tick = 0; tick < 20 && replacement.isEmpty(); tick++) {
      replacement = assertSubmitted(State.PENDING).transactionHash();
    }
    assertThat(sentTransactions()).hasSizeGreaterThan(1);
    assertThat(replacement).isNotEmpty().isNotEqualTo(earlier.transactionHash());
    contracts.mine(1);

    assertThat(assertSubmitted(State.MINED).transactionHash()).isEqualTo(replacement);
    assertThat(minedTransactions()).isEqualTo(1);
  }

  /** Has the node tell three times the base fee. */
  private void feesAreHigh() {
    node.change(
        answers -> {
          for (JsonNode answer : answers) {
            if (answer.path("result").path("baseFeePerGas") instanceof ArrayNode fees) {
              for (int i = 0; i < fees.size(); i++) {
                BigInteger fee = Quantity.parse(fees.path(i));
                fees.set(i, Quantity.of(fee.multiply(BigInteger.valueOf(3))));
              }
            }
          }
          return answers;
        });
  }

  @Test
  void feesThatTheNodeFindsTooLowAreRaisedAtTheNextCall() {
    stopMining();
    node.misbehave(
        (exchange, batch) ->
            RpcDouble.send(
                exchange,
                200,
                batch.toString().contains("eth_sendRawTransaction")
                    ? "[{\"id\":1,\"error\":{\"code\":-32000,\"message\":\"transaction underpriced\"}}]"
                    : node.properAnswer(batch).toString()));
    assertThat(assertSubmitted(State.PENDING).transactionHash()).isEmpty();
    node.behave();

    Submission raised = assertSubmitted(State.PENDING);

    BigInteger refused =
        ((Transaction1559) TransactionDecoder.decode(sentTransactions().get(0)).getTransaction())
            .getMaxFeePerGas();
    assertThat(Contract.number(transaction(raised.transactionHash()).path("maxFeePerGas")))
        .isGreaterThanOrEqualTo(refused.multiply(BigInteger.valueOf(9)).shiftRight(3));
  }

  @Test
  void transactionOfAnEarlierRunThatIsMinedIsSeen() {
    stopMining();
    assertSubmitted(State.PENDING);
    chain.close();
    chain = open();
    assertSubmitted(State.PENDING);
    contracts.mine(1);

    assertThat(assertSubmitted(State.REVERTED).detail()).startsWith("MasterSecretHashAlreadySet");
    assertThat(chain.read().masterSecretHash()).contains(HASH);
    assertThat(minedTransactions()).isEqualTo(1);
  }

  @Test
  void refusalForAnUnknownReasonIsNotRepeatedAndLeavesNothingPending() {
    node.misbehave(
        (exchange, batch) ->
            RpcDouble.send(
                exchange,
                200,
                batch.toString().contains("eth_sendRawTransaction")
                    ? "[{\"id\":1,\"error\":{\"code\":-32005,\"message\":\"foreign words\"}}]"
                    : node.properAnswer(batch).toString()));

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(() -> chain.submit(HASH))
        .withMessageContaining("-32005")
        .withMessageNotContaining("foreign");
    node.behave();

    assertSubmitted(State.PENDING);
    awaitMined();
  }

  @Test
  void pendingTransactionThatWouldBeRefusedByNowIsNotReplaced() {
    stopMining();
    Submission sent = assertSubmitted(State.PENDING);
    contracts
        .rpc()
        .call(
            "anvil_setStorageAt",
            contracts.kmsRegistry().address().address(),
            "0x0",
            "0x" + OTHER_HASH.hex());
    ticker.advance(RESUBMIT_AFTER);

    Submission waiting = assertSubmitted(State.PENDING);

    assertThat(waiting.detail()).contains("MasterSecretHashAlreadySet");
    assertThat(waiting.transactionHash()).isEqualTo(sent.transactionHash());
    assertThat(sentTransactions()).hasSize(1);
    contracts.mine(1);
    assertSubmitted(State.REVERTED);
  }
}
