package io.novakms.registry.rpc;

import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.KmsException;
import io.novakms.registry.ChainSettings;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.ScriptedRegistry;
import io.novakms.registry.Structs;
import io.novakms.registry.Web3Chain;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three providers, of which two have to agree. */
class ProviderQuorumTest {
  private static final String HASH = "0x" + "ab".repeat(32);
  private static final String KEY = "/v3/s3cret-key";

  private final List<ScriptedRegistry> registries =
      Stream.generate(() -> new ScriptedRegistry().withPeers(3)).limit(3).toList();
  private final List<RpcDouble> nodes =
      registries.stream().map(registry -> RpcDouble.answering(registry)).toList();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private Web3Chain chain = chain(3);

  @AfterEach
  void close() {
    end.countDown();
    chain.close();
    nodes.forEach(RpcDouble::close);
    threads.shutdownNow();
  }

  private Web3Chain chain(int providers) {
    ChainSettings settings =
        ChainSettings.at(
            nodes.stream().limit(providers).map(node -> URI.create(node.url() + KEY)).toList());
    return new Web3Chain(
        settings.build(),
        null,
        Clock.systemUTC(),
        System::nanoTime,
        RpcHttp::new,
        new ExecutorScheduler(threads),
        ChainListener.NONE);
  }

  private static String host(RpcDouble node) {
    return "127.0.0.1:" + node.url().getPort();
  }

  private void hang(RpcDouble node) {
    node.misbehave(
        (exchange, batch) -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private String failure() {
    try {
      chain.read();
    } catch (ChainException e) {
      for (Throwable shown = e; shown != null; shown = shown.getCause()) {
        assertThat(shown.toString()).doesNotContain("s3cret");
      }
      return e.getMessage();
    }
    throw new AssertionError("expected a ChainException");
  }

  @Test
  void allThatAgreeTakeThreeRequestsEachAndThenOne() {
    ChainSnapshot first = chain.read();

    assertThat(first.members()).hasSize(3);
    assertThat(first.roundTrips()).isEqualTo(3);
    registries.forEach(registry -> registry.head++);
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void oneThatLiesIsOutvoted(int liar) {
    registries.get(liar).list(wallet(9));
    registries.get(liar).answer(registries.get(liar).kms.masterSecretHash(), HASH);

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.members()).hasSize(3);
    assertThat(snapshot.masterSecretHash()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void oneThatHangsHoldsUpNoReading(int hanging) {
    hang(nodes.get(hanging));
    long start = System.nanoTime();

    assertThat(chain.read().members()).hasSize(3);

    // It would take its time-out of 10 s for each of three requests.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
  }

  @ParameterizedTest
  @ValueSource(longs = {90, 99, 101, 150})
  void oneWithAnotherHeadIsNotWaitedFor(long head) {
    registries.get(1).head = head;

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.members()).hasSize(3);
    assertThat(snapshot.block().number()).isEqualTo(100);
  }

  @Test
  void blockThatAMajorityHasCountsWhereAllHeadsDiffer() {
    registries.get(0).head = 99;
    registries.get(1).head = 100;
    registries.get(2).head = 101;

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.members()).hasSize(3);
    assertThat(snapshot.block().number()).isEqualTo(100);
    assertThat(snapshot.roundTrips()).isEqualTo(4);
  }

  @Test
  void recordThatNoTwoAgreeOnIsUnknownAndItsReasonNamesThem() {
    ContractRead read = registries.get(0).apps.getInstanceByWallet(wallet(2));
    registries.get(0).answer(read, "0x");
    Structs.InstanceFields moved = Structs.instance(2, wallet(2));
    moved.url = "https://elsewhere.example".getBytes(StandardCharsets.UTF_8);
    registries.get(1).instance(moved);

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.members()).hasSize(2);
    assertThat(snapshot.unknown()).containsOnlyKeys(wallet(2));
    assertThat(snapshot.unknown().get(wallet(2)))
        .contains(host(nodes.get(0)) + ": the answer is empty")
        .containsPattern("different answers by 127.0.0.1:\\d+, against 127.0.0.1:\\d+")
        .contains(host(nodes.get(1)), host(nodes.get(2)))
        .doesNotContain("s3cret");
  }

  @Test
  void hashThatNoTwoAgreeOnIsUnknown() {
    registries.get(0).answer(registries.get(0).kms.masterSecretHash(), HASH);
    nodes.get(1).misbehave((exchange, batch) -> RpcDouble.send(exchange, 503, ""));

    assertThat(failure()).contains("no 2 of 3 providers agree");
  }

  @Test
  void providersThatFailAreNamed() {
    nodes.get(0).misbehave((exchange, batch) -> RpcDouble.send(exchange, 401, ""));
    nodes.get(2).misbehave((exchange, batch) -> RpcDouble.send(exchange, 200, "<html>"));

    assertThat(failure())
        .contains("no 2 of the 3 providers agree")
        .contains(host(nodes.get(0)) + " answered with HTTP status 401")
        .contains(host(nodes.get(1)) + " is at block 100")
        .contains(host(nodes.get(2)) + " answered with something that is not JSON");
  }

  @Test
  void twoProvidersHaveToAgreeBoth() {
    chain.close();
    chain = chain(2);
    assertThat(chain.read().members()).hasSize(3);
    registries.get(1).list(wallet(1));

    assertThat(failure()).contains("different answers");
  }

  @Test
  void providersOnDifferentForksAreADoubt() {
    registries.get(1).fork = "1";
    registries.get(2).fork = "2";

    assertThat(failure()).contains("no 2 of the 3 providers agree");
    registries.get(2).fork = "1";
    assertThat(chain.read().members()).hasSize(3);
  }

  @Test
  void callerIsJudgedByAMajority() {
    registries.get(0).revert(registries.get(0).apps.getInstanceByWallet(wallet(1)));
    assertThat(chain.find(wallet(1)).wallet()).isEqualTo(wallet(1));
    nodes.get(1).misbehave((exchange, batch) -> RpcDouble.send(exchange, 503, ""));

    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.find(wallet(1)));
    registries.get(2).revert(registries.get(2).apps.getInstanceByWallet(wallet(1)));
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> chain.find(wallet(1)))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED));
  }

  @Test
  void chainIdIsThatOfAMajority() {
    for (RpcDouble node : nodes) {
      String id = node == nodes.get(0) ? "0x5" : "0x1";
      node.misbehave(
          (exchange, batch) ->
              RpcDouble.send(exchange, 200, "[{\"id\":1,\"result\":\"" + id + "\"}]"));
    }

    assertThat(chain.chainId()).isEqualTo(1);
  }

  @Test
  void providersOfOneHostAreToldApart() {
    assertThat(
            ProviderNames.of(
                List.of(
                    URI.create("https://a.example/k1"),
                    URI.create("https://a.example/k2"),
                    URI.create("https://a.example:8545/?k=3"))))
        .containsExactly("a.example", "a.example (2)", "a.example:8545");
    assertThat(ProviderNames.of(List.of(URI.create("https://a.example/k1"))))
        .containsExactly(JsonRpc.NAME);
  }
}
