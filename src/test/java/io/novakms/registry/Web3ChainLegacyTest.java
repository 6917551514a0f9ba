package io.novakms.registry;

import static io.novakms.registry.ScriptedRegistry.KMS;
import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.Wallet;
import io.novakms.registry.Structs.InstanceFields;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings of an older registry, which has no list of active instances. */
class Web3ChainLegacyTest {
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final RpcDouble node = RpcDouble.answering(registry);
  private final Web3Chain chain =
      new Web3Chain(
          ChainSettings.at(node.url()).build(),
          null,
          Clock.systemUTC(),
          System::nanoTime,
          RpcHttp::new,
          new ExecutorScheduler(ForkJoinPool.commonPool()),
          ChainListener.NONE);

  @AfterEach
  void close() {
    chain.close();
    node.close();
  }

  /** One version with {@code count} good instances. */
  private void withPeers(int count) {
    registry.withPeers(count);
    registry.becomeLegacy(LongStream.rangeClosed(1, count).toArray());
  }

  private void change(int peer, Consumer<InstanceFields> change) {
    InstanceFields fields = Structs.instance(peer, wallet(peer));
    change.accept(fields);
    registry.answer(registry.apps.getInstance(BigInteger.valueOf(peer)), fields.encoded());
  }

  private static List<Wallet> wallets(ChainSnapshot snapshot) {
    return snapshot.members().stream().map(member -> member.instance().wallet()).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 200})
  void readingTakesThreeRequestsAtMostAndOneWhereNothingChanged(int peers) {
    withPeers(peers);

    ChainSnapshot first = chain.read();
    registry.head++;
    ChainSnapshot second = chain.read();

    assertThat(wallets(first))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, peers).mapToObj(Structs::wallet).toList());
    assertThat(first.roundTrips()).isLessThanOrEqualTo(3);
    assertThat(second.roundTrips()).isEqualTo(1);
    assertThat(second.block().number()).isEqualTo(101);
    assertThat(node.requests()).isEqualTo(first.roundTrips() + 1);
  }

  @Test
  void instancesOfEveryVersionAreMembers() {
    registry.withPeers(3);
    registry.becomeLegacy(new long[] {1}, new long[] {}, new long[] {2, 3});
    change(2, fields -> fields.version = BigInteger.valueOf(3));
    change(3, fields -> fields.version = BigInteger.valueOf(3));
    registry.version(2, VersionStatus.ENROLLED);
    registry.version(3, VersionStatus.DEPRECATED);

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.members())
        .extracting(Member::versionStatus)
        .containsExactly(
            VersionStatus.ENROLLED, VersionStatus.DEPRECATED, VersionStatus.DEPRECATED);
    assertThat(snapshot.roundTrips()).isEqualTo(3);
  }

  @Test
  void stoppedInstancesAreNoMembers() {
    withPeers(3);
    change(1, fields -> fields.status = BigInteger.ONE);
    change(2, fields -> fields.status = BigInteger.TWO);

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(3));
    assertThat(snapshot.unreadable()).isEmpty();
  }

  @Test
  void walletRegisteredAgainCountsOnceWithItsNewestInstance() {
    withPeers(3);
    change(3, fields -> fields.wallet = wallet(1));

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(1), wallet(2));
    assertThat(snapshot.member(wallet(1)).orElseThrow().instance().id()).isEqualTo(3);
  }

  @Test
  void badRecordHarmsNoOther() {
    withPeers(6);
    change(2, fields -> fields.status = BigInteger.TEN);
    change(3, fields -> fields.app = BigInteger.TWO);
    registry.revert(registry.apps.getInstance(BigInteger.valueOf(4)));

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(1), wallet(5), wallet(6));
    assertThat(snapshot.unreadable()).containsOnlyKeys(wallet(2), wallet(3));
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void oldBadRecordOfAWalletDoesNotHideItsGoodOne() {
    withPeers(2);
    change(
        1,
        fields -> {
          fields.wallet = wallet(2);
          fields.status = BigInteger.TEN;
        });

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(2));
    assertThat(snapshot.unreadable()).isEmpty();
  }

  @Test
  void walletWhoseNewestInstanceStoppedIsNoMemberByAnOlderOne() {
    withPeers(3);
    change(
        3,
        fields -> {
          fields.wallet = wallet(1);
          fields.status = BigInteger.ONE;
        });

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(2));
    assertThat(snapshot.unreadable()).isEmpty();
  }

  @Test
  void walletWhoseNewestInstanceCannotBeReadIsNoMemberByAnOlderOne() {
    withPeers(3);
    change(
        3,
        fields -> {
          fields.wallet = wallet(1);
          fields.status = BigInteger.TEN;
        });

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(2));
    assertThat(snapshot.unreadable()).containsOnlyKeys(wallet(1));
  }

  @Test
  void listThatCannotBeReadHarmsOnlyItsVersion() {
    registry.withPeers(2);
    registry.becomeLegacy(new long[] {1}, new long[] {2});
    registry.version(2, VersionStatus.ENROLLED);
    change(2, fields -> fields.version = BigInteger.TWO);
    registry.revert(registry.apps.getInstancesForVersion(KMS, BigInteger.ONE));

    assertThat(wallets(chain.read())).containsExactly(wallet(2));
  }

  @Test
  void recordOfAnUnknownOwnerIsNeverTakenForNone() {
    withPeers(3);
    ContractRead second = registry.apps.getInstance(BigInteger.TWO);
    registry.answer(second, "0x");

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(chain::read)
        .withMessageContaining("empty");
    change(2, fields -> {});
    assertThat(wallets(chain.read())).hasSize(3);
    registry.answer(second, "0x");

    ChainSnapshot kept = chain.read();

    assertThat(wallets(kept)).hasSize(3);
    assertThat(kept.ages()).containsOnlyKeys(wallet(2));
  }

  @Test
  void listThatIsNotAnsweredIsNeverTakenForEmpty() {
    withPeers(3);
    chain.read();
    registry.answer(registry.apps.getInstancesForVersion(KMS, BigInteger.ONE), "0x");

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(chain::read)
        .withMessageContaining("NOVA_APP_REGISTRY_ADDRESS");
  }

  @Test
  void appThatDoesNotExistIsSaid() {
    withPeers(1);
    registry.revert(registry.apps.getApp(KMS));

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(chain::read)
        .withMessageContaining("KMS_APP_ID")
        .withMessageContaining("NOVA_APP_REGISTRY_ADDRESS");
  }

  @Test
  void moreVersionsThanAnyAppHasAreRefused() {
    withPeers(1);
    registry.answer(
        registry.apps.getApp(KMS), Structs.olderApp(1, MembershipPlan.MAX_VERSIONS + 1, 0));

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(chain::read)
        .withMessageContaining("1000 versions");
  }

  @Test
  void registryThatIsReplacedByANewerOneIsNoticed() {
    withPeers(5);
    chain.read();
    registry.withPeers(6);

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).hasSize(6);
    assertThat(snapshot.roundTrips()).isLessThanOrEqualTo(3);
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void registryThatIsReplacedByAnOlderOneIsNoticed() {
    registry.withPeers(5);
    chain.read();
    withPeers(6);

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).hasSize(6);
    assertThat(snapshot.roundTrips()).isLessThanOrEqualTo(3);
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }
}
