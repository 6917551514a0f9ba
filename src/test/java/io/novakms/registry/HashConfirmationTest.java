package io.novakms.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.SecretHash;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.PinnedReads;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From when on a hash on the chain may be built upon. */
class HashConfirmationTest {
  private static final String HASH = "0x" + "ab".repeat(32);
  private static final String OTHER = "0x" + "cd".repeat(32);

  private final ScriptedRegistry registry = new ScriptedRegistry().withPeers(3);
  private final RpcDouble node = RpcDouble.answering(this::answer);
  private final ManualTicker ticker = new ManualTicker();
  private String automine = "";
  private Web3Chain chain = chain(0);

  @AfterEach
  void close() {
    chain.close();
    node.close();
  }

  private Web3Chain chain(int confirmations) {
    ChainSettings settings = ChainSettings.at(node.url());
    settings.confirmations = confirmations;
    return new Web3Chain(
        settings.build(),
        null,
        Clock.systemUTC(),
        ticker,
        RpcHttp::new,
        new ExecutorScheduler(ForkJoinPool.commonPool()),
        ChainListener.NONE);
  }

  private ObjectNode answer(JsonNode call) {
    String method = call.path("method").asText();
    if (method.endsWith("_getAutomine")) {
      return method.equals(automine)
          ? RpcDouble.JSON.createObjectNode().put("result", true)
          : RpcDouble.error(-32601, "no such method", "");
    }
    return registry.apply(call);
  }

  private void setAt(long block, String hash) {
    registry.since(block, registry.kms.masterSecretHash(), hash);
  }

  private void assertAwaited() {
    ChainSnapshot snapshot = chain.read();
    assertThat(snapshot.masterSecretHash()).isPresent();
    assertThat(snapshot.hashAwaits()).isPresent();
  }

  private void assertCounts(String hash) {
    ChainSnapshot snapshot = chain.read();
    assertThat(snapshot.masterSecretHash()).map(SecretHash::toString).contains(hash);
    assertThat(snapshot.hashAwaits()).isEmpty();
  }

  @Test
  void hashOfTheNewestBlockCountsTwoBlocksLater() {
    setAt(100, HASH);

    assertAwaited();
    assertAwaited();
    registry.head = 101;
    assertAwaited();
    registry.head = 102;
    assertCounts(HASH);
  }

  @Test
  void hashThatIsDeepEnoughCountsAtOnceAndCostsNoRequest() {
    setAt(98, HASH);

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.hashAwaits()).isEmpty();
    assertThat(snapshot.roundTrips()).isEqualTo(3);
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void moreConfirmationsNeedNoFurther() {
    chain.close();
    chain = chain(3);
    setAt(97, HASH);

    assertCounts(HASH);
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void oneConfirmationIsTooFewForABootstrap() {
    chain.close();
    chain = chain(1);
    setAt(99, HASH);

    assertAwaited();
    registry.head = 101;
    assertCounts(HASH);
  }

  @Test
  void hashThatTheChainTakesBackNeverCounted() {
    setAt(100, HASH);
    assertAwaited();
    setAt(100, "0x" + "0".repeat(64));
    registry.fork = "1";
    registry.head = 101;

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.masterSecretHash()).isEmpty();
    assertThat(snapshot.hashAwaits()).isEmpty();
    setAt(102, OTHER);
    registry.head = 102;
    assertAwaited();
    registry.head = 104;
    assertCounts(OTHER);
  }

  @Test
  void hashThatChangesHasToBeConfirmedAnew() {
    setAt(90, HASH);
    assertCounts(HASH);
    setAt(101, OTHER);
    registry.head = 101;

    assertAwaited();
    registry.head = 103;
    assertCounts(OTHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anvil_getAutomine", "hardhat_getAutomine"})
  void chainThatMinesOnDemandHasNoBlocksToWaitFor(String method) {
    automine = method;
    setAt(100, HASH);

    assertCounts(HASH);
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void chainThatMakesNoBlocksAtAllHasNoneToWaitForEither() {
    setAt(100, HASH);
    assertAwaited();
    ticker.advance(HashConfirmation.STANDSTILL.minusNanos(1));
    assertAwaited();
    ticker.advance(Duration.ofNanos(1));

    assertCounts(HASH);
  }

  @Test
  void blocksThatAreMadeAreCountedWhereEarlierStateIsGone() {
    setAt(100, HASH);
    node.misbehave(
        (exchange, batch) -> {
          JsonNode answers = node.properAnswer(batch);
          for (int i = 0; i < batch.size(); i++) {
            JsonNode params = batch.path(i).path("params");
            String early = "0x" + Long.toHexString(registry.head - PinnedReads.DEPTH);
            if (params.path(1).asText().equals(early)) {
              ((ObjectNode) answers.path(i)).put("result", "0x");
            }
          }
          RpcDouble.send(exchange, 200, answers.toString());
        });

    assertAwaited();
    registry.head = 101;
    assertAwaited();
    registry.head = 102;
    assertCounts(HASH);
  }
}
