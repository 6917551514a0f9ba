package io.novakms.registry;

import static io.novakms.registry.ScriptedRegistry.KMS;
import static io.novakms.registry.Structs.wallet;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.Structs.InstanceFields;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings of a newer registry: how many requests they take, and what spoils what. */
class Web3ChainReadTest {
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final RpcDouble node = RpcDouble.answering(registry);
  private Web3Chain chain;

  @BeforeEach
  void open() {
    chain = chain(0);
  }

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
        System::nanoTime,
        RpcHttp::new,
        new ExecutorScheduler(ForkJoinPool.commonPool()),
        ChainListener.NONE);
  }

  private static List<Wallet> wallets(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Structs::wallet).toList();
  }

  private static List<Wallet> wallets(ChainSnapshot snapshot) {
    return snapshot.members().stream().map(member -> member.instance().wallet()).toList();
  }

  /** The blocks that the calls of {@code batch} ask for. */
  private static Set<String> blocks(JsonNode batch) {
    return StreamSupport.stream(batch.spliterator(), false)
        .map(
            call ->
                call.path("method").asText().equals("eth_call")
                    ? call.path("params").path(1)
                    : call.path("params").path(0))
        .map(block -> block.isObject() ? block.path("blockHash").asText() : block.asText())
        .collect(Collectors.toSet());
  }

  private ChainException assertFails() {
    try {
      chain.read();
    } catch (ChainException e) {
      return e;
    }
    throw new AssertionError("expected a ChainException");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 200})
  void firstReadingTakesThreeRequestsHoweverManyPeers(int peers) {
    registry.withPeers(peers);

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactlyElementsOf(wallets(1, peers));
    assertThat(snapshot.unreadable()).isEmpty();
    assertThat(snapshot.roundTrips()).isEqualTo(3);
    assertThat(node.requests()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 200})
  void readingTakesOneRequestWhereNothingChangedThoughBlocksKeepComing(int peers) {
    registry.withPeers(peers);
    ChainSnapshot first = chain.read();

    for (int tick = 1; tick <= 3; tick++) {
      registry.head++;
      node.forget();
      ChainSnapshot next = chain.read();

      assertThat(node.requests()).isEqualTo(1);
      assertThat(next.roundTrips()).isEqualTo(1);
      assertThat(next.block().number()).isEqualTo(100 + tick);
      assertThat(next.members()).isSameAs(first.members());
      assertThat(next.masterSecretHash()).isEqualTo(first.masterSecretHash());
    }
  }

  @Test
  void snapshotHoldsWhatTheContractsSay() {
    registry.withPeers(1);
    registry.version(1, VersionStatus.DEPRECATED);
    registry.answer(registry.kms.masterSecretHash(), "0x" + "ab".repeat(32));

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.masterSecretHash()).contains(new SecretHash("ab".repeat(32)));
    assertThat(snapshot.block())
        .isEqualTo(
            new ChainBlock(
                100, "0x" + "0".repeat(62) + "64", Instant.ofEpochSecond(1_767_225_700L)));
    Member member = snapshot.member(wallet(1)).orElseThrow();
    assertThat(member.versionStatus()).isEqualTo(VersionStatus.DEPRECATED);
    assertThat(member.instance())
        .isEqualTo(
            InstanceTranslator.translate(Structs.instance(1, wallet(1)).encoded()).orElseThrow());
  }

  @Test
  void hashOfZeroMeansThatNoneIsSet() {
    assertThat(chain.read().masterSecretHash()).isEmpty();
  }

  @Test
  void clusterWithoutMembersIsRead() {
    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.members()).isEmpty();
    assertThat(snapshot.roundTrips()).isLessThanOrEqualTo(3);
  }

  @Test
  void changedHashTakesTwoRequests() {
    registry.withPeers(10);
    chain.read();
    registry.answer(registry.kms.masterSecretHash(), "0x" + "ab".repeat(32));

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.roundTrips()).isEqualTo(2);
    assertThat(snapshot.masterSecretHash()).isPresent();
    assertThat(snapshot.members()).hasSize(10);
  }

  @Test
  void newPeerOnAKnownVersionTakesTwoRequests() {
    registry.withPeers(10);
    chain.read();
    registry.withPeers(11);

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactlyElementsOf(wallets(1, 11));
    assertThat(snapshot.roundTrips()).isEqualTo(2);
  }

  @Test
  void newPeerOnANewVersionTakesThreeRequests() {
    registry.withPeers(10);
    chain.read();
    registry.withPeers(11);
    InstanceFields fields = Structs.instance(11, wallet(11));
    fields.version = BigInteger.TWO;
    registry.instance(fields);
    registry.version(2, VersionStatus.DEPRECATED);

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.member(wallet(11)).orElseThrow().versionStatus())
        .isEqualTo(VersionStatus.DEPRECATED);
    assertThat(snapshot.roundTrips()).isEqualTo(3);
  }

  @Test
  void peerThatLeftIsGone() {
    registry.withPeers(3);
    chain.read();
    registry.list(wallet(1), wallet(3));

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(1), wallet(3));
    assertThat(snapshot.unreadable()).isEmpty();
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void versionThatChangesItsStatusIsNoticed() {
    registry.withPeers(2);
    chain.read();
    registry.version(1, VersionStatus.REVOKED);

    assertThat(chain.read().members())
        .hasSize(2)
        .allMatch(member -> member.versionStatus() == VersionStatus.REVOKED);
  }

  @Test
  void walletListedTwiceIsOneMember() {
    registry.withPeers(1);
    registry.list(wallet(1), wallet(1));

    assertThat(chain.read().members()).hasSize(1);
  }

  @Test
  void roundsTwoAndThreeAskEverythingAtOneBlock() {
    registry.withPeers(10);

    ChainSnapshot snapshot = chain.read();

    String hash = "0x" + "0".repeat(62) + "64";
    assertThat(blocks(node.batches().get(0))).containsExactly("latest");
    // The hash of the master secret is looked at two blocks deeper, too.
    assertThat(blocks(node.batches().get(1))).containsExactlyInAnyOrder("0x64", hash, "0x62");
    assertThat(blocks(node.batches().get(2))).containsExactlyInAnyOrder("0x64", hash);
    assertThat(snapshot.block().number()).isEqualTo(100);
  }

  @Test
  void confirmationsPutTheReadingBehindTheHead() {
    registry.withPeers(3);
    chain.close();
    chain = chain(6);

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.block().number()).isEqualTo(94);
    String head = "0x" + "0".repeat(62) + "64";
    String hash = "0x" + "0".repeat(62) + "5e";
    assertThat(blocks(node.batches().get(1))).containsExactlyInAnyOrder("0x64", head, "0x5e");
    assertThat(blocks(node.batches().get(2))).containsExactlyInAnyOrder("0x5e", hash);
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void youngChainIsReadAtItsFirstBlock() {
    registry.head = 3;
    chain.close();
    chain = chain(6);

    assertThat(chain.read().block().number()).isZero();
  }

  @Test
  void answersInAnyOrderGiveTheSameSnapshot() {
    registry.withPeers(20);
    ChainSnapshot inOrder = chain.read();
    chain.close();
    chain = chain(0);
    node.change(
        answers -> {
          List<JsonNode> shuffled = new ArrayList<>();
          answers.forEach(shuffled::add);
          Collections.shuffle(shuffled, new Random(3));
          return RpcDouble.JSON.createArrayNode().addAll(shuffled);
        });

    assertThat(chain.read()).isEqualTo(inOrder);
  }

  /** Every way in which the record of wallet 5 can be bad, and what is said of it. */
  static Stream<Named<BadRecord>> badRecords() {
    return Stream.of(
        bad("a revert", "refuses", ScriptedRegistry::revert),
        bad("id zero", "no instance", changed(fields -> fields.id = BigInteger.ZERO)),
        bad("another wallet", "another wallet", changed(fields -> fields.wallet = wallet(6))),
        bad("another app", "another app", changed(fields -> fields.app = BigInteger.TWO)),
        bad("status unknown", "status", changed(fields -> fields.status = BigInteger.TEN)),
        bad("version unknown", "version", changed(fields -> fields.version = BigInteger.TEN)),
        bad("url too long", "2048", changed(fields -> fields.url = new byte[4_000])));
  }

  /** Every way in which a node may say nothing about it, and what is said of that. */
  static Stream<Named<BadRecord>> unknownRecords() {
    return Stream.of(
        bad("empty", "empty", (registry, read) -> registry.answer(read, "0x")),
        bad("not hex", "hex", (registry, read) -> registry.answer(read, "0xzz")),
        bad("text", "hex", (registry, read) -> registry.answer(read, "try again later")),
        bad("null", "empty", (registry, read) -> registry.answer(read, nullResult())),
        bad(
            "cut off in a word",
            "early",
            (registry, read) -> registry.answer(read, good().substring(0, 300))),
        bad(
            "cut off between words",
            "early",
            (registry, read) -> registry.answer(read, good().substring(0, 2 + 64 * 5))),
        bad("an error", "-32000", (registry, read) -> registry.answer(read, failure())),
        bad("a limit", "429", (registry, read) -> registry.answer(read, limited())));
  }

  private static ObjectNode limited() {
    return RpcDouble.error(429, "words of the other side", "");
  }

  private record BadRecord(String said, BiConsumer<ScriptedRegistry, ContractRead> spoil) {}

  private static Named<BadRecord> bad(
      String name, String said, BiConsumer<ScriptedRegistry, ContractRead> spoil) {
    return Named.of(name, new BadRecord(said, spoil));
  }

  private static BiConsumer<ScriptedRegistry, ContractRead> changed(
      Consumer<InstanceFields> change) {
    InstanceFields fields = Structs.instance(5, wallet(5));
    change.accept(fields);
    return (registry, read) -> registry.answer(read, fields.encoded());
  }

  private static String good() {
    return Structs.instance(5, wallet(5)).encoded();
  }

  private static ObjectNode nullResult() {
    return RpcDouble.result(RpcDouble.JSON.nullNode());
  }

  private static ObjectNode failure() {
    return RpcDouble.error(-32000, "words of the other side", "");
  }

  @ParameterizedTest
  @MethodSource("badRecords")
  void badRecordHarmsNoOther(BadRecord bad) {
    registry.withPeers(10);
    bad.spoil.accept(registry, registry.apps.getInstanceByWallet(wallet(5)));

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).hasSize(9).doesNotContain(wallet(5));
    assertThat(snapshot.unreadable()).containsOnlyKeys(wallet(5));
    assertThat(snapshot.unreadable().get(wallet(5)))
        .contains(bad.said)
        .doesNotContain("other side");
    assertThat(snapshot.roundTrips()).isLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("unknownRecords")
  void recordThatIsNotAnsweredIsUnknownAndCountsAsAMember(BadRecord bad) {
    registry.withPeers(10);
    bad.spoil.accept(registry, registry.apps.getInstanceByWallet(wallet(5)));

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).hasSize(9).doesNotContain(wallet(5));
    assertThat(snapshot.unreadable()).isEmpty();
    assertThat(snapshot.unknown()).containsOnlyKeys(wallet(5));
    assertThat(snapshot.unknown().get(wallet(5))).contains(bad.said).doesNotContain("other side");
  }

  @Test
  void badRecordThatStaysBadCostsNoMoreRequests() {
    registry.withPeers(10);
    registry.revert(registry.apps.getInstanceByWallet(wallet(5)));
    chain.read();

    ChainSnapshot again = chain.read();

    assertThat(again.roundTrips()).isEqualTo(1);
    assertThat(again.unreadable()).containsOnlyKeys(wallet(5));
  }

  @Test
  void badRecordThatIsMendedIsNoticed() {
    registry.withPeers(10);
    registry.revert(registry.apps.getInstanceByWallet(wallet(5)));
    chain.read();
    registry.withPeers(10);

    assertThat(wallets(chain.read())).containsExactlyElementsOf(wallets(1, 10));
  }

  @Test
  void errorThatPassesIsForgotten() {
    registry.withPeers(10);
    registry.answer(registry.apps.getInstanceByWallet(wallet(5)), failure());
    assertThat(chain.read().unknown()).containsOnlyKeys(wallet(5));
    // The same error again is no proof that nothing has changed.
    assertThat(chain.read().roundTrips()).isGreaterThan(1);
    registry.withPeers(10);

    assertThat(chain.read().unknown()).isEmpty();
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void versionThatCannotBeReadHarmsOnlyItsOwn() {
    registry.withPeers(4);
    InstanceFields fields = Structs.instance(3, wallet(3));
    fields.version = BigInteger.TWO;
    registry.instance(fields);
    registry.answer(registry.apps.getVersion(KMS, BigInteger.TWO), Structs.version(9, 0));

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(1), wallet(2), wallet(4));
    assertThat(snapshot.unreadable().get(wallet(3))).contains("version");
  }

  @Test
  void answerThatIsMissingHarmsOnlyItsOwn() {
    registry.withPeers(4);
    ContractRead read = registry.apps.getInstanceByWallet(wallet(2));
    node.misbehave(
        (exchange, batch) -> {
          JsonNode answers = node.properAnswer(batch);
          for (int i = batch.size() - 1; i >= 0; i--) {
            if (batch.path(i).toString().contains(read.data())) {
              ((ArrayNode) answers).remove(i);
            }
          }
          RpcDouble.send(exchange, 200, answers.toString());
        });

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(1), wallet(3), wallet(4));
    assertThat(snapshot.unknown().get(wallet(2))).contains("no answer");
  }

  @Test
  void withoutTheHashThereIsNoSnapshot() {
    registry.answer(registry.kms.masterSecretHash(), failure());

    assertThat(assertFails())
        .hasMessageContaining("KMS_REGISTRY_ADDRESS")
        .hasMessageNotContaining("other side");
  }

  @Test
  void wrongAddressOfKmsRegistryIsSaid() {
    registry.answer(registry.kms.masterSecretHash(), "0x");

    assertThat(assertFails()).hasMessageContaining("KMS_REGISTRY_ADDRESS");
  }

  @Test
  void withoutTheListThereIsNoSnapshot() {
    registry.answer(registry.apps.getActiveInstances(KMS), failure());

    assertThat(assertFails())
        .hasMessageContaining("NOVA_APP_REGISTRY_ADDRESS")
        .hasMessageNotContaining("other side");
  }

  @Test
  void wrongAddressOfNovaAppRegistryIsSaid() {
    registry.answer(registry.apps.getActiveInstances(KMS), "0x");
    registry.answer(registry.apps.getApp(KMS), "0x");

    assertThat(assertFails()).hasMessageContaining("NOVA_APP_REGISTRY_ADDRESS");
  }

  @Test
  void listThatIsTooLongIsRefused() {
    registry.answer(
        registry.apps.getActiveInstances(KMS),
        Structs.wallets(Collections.nCopies(MembershipPlan.MAX_INSTANCES + 1, wallet(1))));

    assertThat(assertFails()).hasMessageContaining("10000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "0x64"})
  void withoutTheBlockThereIsNoSnapshot(String missing) {
    node.misbehave(
        (exchange, batch) -> {
          JsonNode answers = node.properAnswer(batch);
          if (blocks(batch).contains(missing)) {
            ((ObjectNode) answers.path(0)).putNull("result");
          }
          RpcDouble.send(exchange, 200, answers.toString());
        });

    assertThat(assertFails()).hasMessageContaining("block");
  }

  @Test
  void chainThatIsReorganisedMeanwhileGivesNoSnapshot() {
    registry.withPeers(2);
    node.misbehave(
        (exchange, batch) -> {
          registry.fork = Integer.toString(node.requests());
          RpcDouble.send(exchange, 200, node.properAnswer(batch).toString());
        });

    assertThat(assertFails()).hasMessageContaining("reorganised");
  }

  @Test
  void failedReadingLeavesTheLastOneAsItWas() {
    registry.withPeers(3);
    ChainSnapshot before = chain.read();
    node.misbehave((exchange, batch) -> RpcDouble.send(exchange, 500, ""));
    assertFails();
    node.behave();

    ChainSnapshot after = chain.read();

    assertThat(after.roundTrips()).isEqualTo(1);
    assertThat(after.members()).isSameAs(before.members());
  }

  @Test
  void appIdOfAnySizeIsAskedFor() {
    AppId large = new AppId(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
    ChainSettings settings = ChainSettings.at(node.url());
    settings.kmsAppId = large;
    registry.answer(registry.apps.getActiveInstances(large), Structs.wallets(List.of(wallet(1))));
    InstanceFields fields = Structs.instance(1, wallet(1));
    fields.app = large.value();
    registry.instance(fields);
    registry.answer(registry.apps.getVersion(large, BigInteger.ONE), Structs.version(1, 0));

    try (Web3Chain other =
        new Web3Chain(
            settings.build(),
            null,
            Clock.systemUTC(),
            System::nanoTime,
            RpcHttp::new,
            new ExecutorScheduler(ForkJoinPool.commonPool()),
            ChainListener.NONE)) {
      assertThat(wallets(other.read())).containsExactly(wallet(1));
    }
  }

  @Test
  void chainIdIsAskedForOnce() {
    node.misbehave(
        (exchange, batch) -> RpcDouble.send(exchange, 200, "[{\"id\":1,\"result\":\"0x7a69\"}]"));

    assertThat(chain.chainId()).isEqualTo(31337);
    assertThat(chain.chainId()).isEqualTo(31337);
    assertThat(node.requests()).isEqualTo(1);
  }

  @Test
  void chainIdThatIsNoNumberIsSaid() {
    node.misbehave(
        (exchange, batch) -> RpcDouble.send(exchange, 200, "[{\"id\":1,\"result\":\"seven\"}]"));

    assertThatExceptionOfType(ChainException.class).isThrownBy(chain::chainId);
  }

  @Test
  void recordThatIsUnknownKeepsItsFormerValueAndItsAge() {
    registry.withPeers(3);
    ManualTicker ticker = new ManualTicker();
    try (Web3Chain aging =
        new Web3Chain(
            ChainSettings.at(node.url()).build(),
            null,
            Clock.systemUTC(),
            ticker,
            RpcHttp::new,
            new ExecutorScheduler(ForkJoinPool.commonPool()),
            ChainListener.NONE)) {
      List<Member> before = aging.read().members();
      registry.answer(registry.apps.getInstanceByWallet(wallet(2)), limited());
      ticker.advance(Duration.ofSeconds(15));
      assertThat(aging.read().ages()).containsExactly(Map.entry(wallet(2), ofSeconds(15)));
      ticker.advance(Duration.ofSeconds(15));

      ChainSnapshot snapshot = aging.read();

      assertThat(snapshot.members()).isEqualTo(before);
      assertThat(snapshot.unknown()).isEmpty();
      assertThat(snapshot.ages()).containsExactly(Map.entry(wallet(2), ofSeconds(30)));
      registry.withPeers(3);
      assertThat(aging.read().ages()).isEmpty();
    }
  }

  @Test
  void versionThatIsUnknownKeepsItsFormerValueToo() {
    registry.withPeers(2);
    chain.read();
    registry.answer(registry.apps.getVersion(KMS, BigInteger.ONE), limited());

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactlyElementsOf(wallets(1, 2));
    assertThat(snapshot.ages()).containsOnlyKeys(wallet(1), wallet(2));
  }

  @Test
  void memberThatLeftIsGoneThoughItsRecordIsUnknown() {
    registry.withPeers(3);
    chain.read();
    registry.answer(registry.apps.getInstanceByWallet(wallet(2)), limited());
    registry.list(wallet(1), wallet(3));

    ChainSnapshot snapshot = chain.read();

    assertThat(wallets(snapshot)).containsExactly(wallet(1), wallet(3));
    assertThat(snapshot.unknown()).isEmpty();
  }

  @Test
  void providerThatKnowsNoHashesIsReadByHeight() {
    registry.withPeers(3);
    node.misbehave(
        (exchange, batch) -> {
          ArrayNode answers = (ArrayNode) node.properAnswer(batch);
          for (int i = 0; i < batch.size(); i++) {
            if (batch.path(i).toString().contains("blockHash")) {
              answers.set(i, RpcDouble.error(-32602, "invalid type: map", "").put("id", i + 1));
            }
          }
          RpcDouble.send(exchange, 200, answers.toString());
        });
    assertThat(wallets(chain.read())).hasSize(3);
    registry.withPeers(4);
    node.forget();

    assertThat(wallets(chain.read())).hasSize(4);
    assertThat(node.requests()).isEqualTo(2);
  }
}
