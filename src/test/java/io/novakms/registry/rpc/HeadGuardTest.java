package io.novakms.registry.rpc;

import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.KmsException;
import io.novakms.registry.ChainSettings;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.ManualTicker;
import io.novakms.registry.ScriptedRegistry;
import io.novakms.registry.Web3Chain;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readings through a URL behind which nodes lag, hang, or are reset. */
class HeadGuardTest {
  private static final Duration MAX_AGE = Duration.ofSeconds(90);
  private static final Duration TICK = Duration.ofSeconds(15);

  /** When {@link ScriptedRegistry} makes its block 100. */
  private static final Instant BLOCK_100 = Instant.ofEpochSecond(1_767_225_700L);

  private final ScriptedRegistry registry = new ScriptedRegistry().withPeers(3);
  private final RpcDouble node = RpcDouble.answering(registry);
  private final ManualTicker ticker = new ManualTicker();
  private Web3Chain chain = chain(Duration.ZERO, BLOCK_100);
  private ChainSnapshot first;

  @BeforeEach
  void read() {
    first = chain.read();
  }

  @AfterEach
  void close() {
    chain.close();
    node.close();
  }

  private Web3Chain chain(Duration maxAge, Instant now) {
    ChainSettings settings = ChainSettings.at(node.url());
    settings.maxAge = maxAge;
    return new Web3Chain(
        settings.build(),
        null,
        Clock.fixed(now, ZoneOffset.UTC),
        ticker,
        RpcHttp::new,
        new ExecutorScheduler(ForkJoinPool.commonPool()),
        ChainListener.NONE);
  }

  private void assertDoubt(String said) {
    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(chain::read)
        .withMessageContaining(said);
  }

  private void revokeThirdPeer() {
    registry.head = 101;
    registry.list(wallet(1), wallet(2));
    assertThat(chain.read().members()).hasSize(2);
  }

  private void lag(int blocks) {
    registry.head = 101 - blocks;
    registry.list(wallet(1), wallet(2), wallet(3));
  }

  @Test
  void nodeThatLagsALittleConfirmsWhatItKnowsAsWell() {
    registry.head = 100 - HeadGuard.MAX_REORG_BLOCKS;

    ChainSnapshot again = chain.read();

    assertThat(again.members()).isSameAs(first.members());
    assertThat(again.block()).isEqualTo(first.block());
  }

  @Test
  void revokedPeerDoesNotComeBackThroughANodeThatLags() {
    revokeThirdPeer();
    lag(1);

    assertDoubt("1 block(s) behind");
    registry.head = 101;
    registry.list(wallet(1), wallet(2));

    assertThat(chain.read().members()).hasSize(2);
  }

  @Test
  void nodeThatLagsFarIsADoubtWhateverItSays() {
    registry.head = 99 - HeadGuard.MAX_REORG_BLOCKS;

    assertDoubt("9 block(s) behind");
  }

  @Test
  void callersAreLookedUpThroughANodeThatLagsALittleOnly() {
    registry.head = 100 - HeadGuard.MAX_REORG_BLOCKS;
    assertThatCode(() -> chain.find(wallet(1))).doesNotThrowAnyException();

    registry.head = 99 - HeadGuard.MAX_REORG_BLOCKS;
    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.find(wallet(1)));
  }

  @Test
  void revokedPeerDoesNotComeBackThroughANodeOnAnotherFork() {
    revokeThirdPeer();
    lag(0);
    registry.fork = "1";

    assertDoubt("two blocks of height 101");
  }

  @Test
  void forkWhoseNextBlockComesFirstIsBelieved() {
    revokeThirdPeer();
    lag(0);
    registry.fork = "1";
    assertDoubt("two blocks of height 101");
    registry.head = 102;

    assertThat(chain.read().members()).hasSize(3);
  }

  @Test
  void blockThatReplacedAnotherForGoodCountsAfterAWhile() {
    revokeThirdPeer();
    lag(0);
    registry.fork = "1";
    assertDoubt("two blocks of height 101");
    ticker.advance(HeadGuard.PATIENCE);

    assertThat(chain.read().members()).hasSize(3);
  }

  @Test
  void callerThatIsNotThereYetWhereANodeLagsIsNotRefused() {
    registry.head = 99;

    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.find(wallet(7)));
    registry.head = 100;
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> chain.find(wallet(7)))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED));
  }

  @Test
  void nodeThatLagsForOneRequestIsAskedAgain() {
    revokeThirdPeer();
    registry.list(wallet(1));
    int[] asked = {0};
    node.misbehave(
        (exchange, batch) -> {
          registry.head = asked[0]++ == 0 ? 100 : 102;
          RpcDouble.send(exchange, 200, node.properAnswer(batch).toString());
        });

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.block().number()).isEqualTo(102);
    assertThat(snapshot.members()).hasSize(1);
  }

  @Test
  void chainThatIsResetCountsAfterAWhile() {
    revokeThirdPeer();
    lag(91);
    assertDoubt("91 block(s) behind");
    ticker.advance(HeadGuard.PATIENCE.minusNanos(1));
    assertDoubt("91 block(s) behind");
    ticker.advance(Duration.ofNanos(1));

    ChainSnapshot reset = chain.read();

    assertThat(reset.block().number()).isEqualTo(10);
    assertThat(reset.members()).hasSize(3);
    registry.head = 11;
    assertThat(chain.read().block().number()).isEqualTo(11);
  }

  @Test
  void nodeThatLagsIsNeverBelievedWhileOthersDoNot() {
    revokeThirdPeer();

    for (int tick = 0; tick < 20; tick++) {
      lag(20);
      assertDoubt("20 block(s) behind");
      ticker.advance(TICK);
      registry.head = 101;
      registry.list(wallet(1), wallet(2));
      assertThat(chain.read().members()).hasSize(2);
      ticker.advance(TICK);
    }
  }

  @Test
  void chainThatStandsStillIsADoubt() {
    chain.close();
    chain = chain(MAX_AGE, BLOCK_100.plus(MAX_AGE).plusSeconds(1));

    assertDoubt("CHAIN_MAX_AGE_SECONDS");
    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.find(wallet(1)));
    registry.head = 101;
    assertThat(chain.read().block().number()).isEqualTo(101);
  }

  @Test
  void ageDoesNotMatterUnlessItIsLimited() {
    chain.close();
    chain = chain(Duration.ZERO, BLOCK_100.plus(Duration.ofDays(1_000)));

    assertThat(chain.read().members()).hasSize(3);
  }
}
