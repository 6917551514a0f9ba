package io.novakms.registry;

import static io.novakms.devnet.DevChain.FIRST_VERSION;
import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.devnet.Anvil;
import io.novakms.devnet.AnvilExtension;
import io.novakms.devnet.DevChain;
import io.novakms.devnet.DevChain.NewInstance;
import io.novakms.model.Hex;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.abi.datatypes.generated.Bytes32;

/** Readings of both registries on a real EVM. */
@ExtendWith(AnvilExtension.class)
class Web3ChainAnvilTest {
  private final Anvil anvil;
  private final RpcDouble node;
  private DevChain contracts;
  private Web3Chain chain;

  Web3ChainAnvilTest(Anvil anvil) {
    this.anvil = anvil;
    this.node = RpcDouble.inFrontOf(anvil.url());
    use(DevChain.deploy(anvil.url()), 0);
  }

  private void use(DevChain deployed, int confirmations) {
    contracts = deployed;
    ChainSettings settings = ChainSettings.at(node.url(), contracts);
    settings.confirmations = confirmations;
    chain =
        new Web3Chain(
            settings.build(),
            null,
            Clock.systemUTC(),
            System::nanoTime,
            RpcHttp::new,
            new ExecutorScheduler(ForkJoinPool.commonPool()),
            ChainListener.NONE);
  }

  @AfterEach
  void close() {
    chain.close();
    node.close();
  }

  private BigInteger register(int number) {
    return contracts.registerInstance(contracts.kmsAppId(), FIRST_VERSION, instance(number));
  }

  private static NewInstance instance(int number) {
    return NewInstance.verified(
        wallet(number), "https://node" + number + ".example", Hex.decode(Structs.TEE_PUBLIC_KEY));
  }

  private void registerMany(int count) {
    contracts.registerInstances(
        contracts.kmsAppId(),
        FIRST_VERSION,
        IntStream.rangeClosed(1, count).mapToObj(Web3ChainAnvilTest::instance).toList());
  }

  private static List<Wallet> wallets(ChainSnapshot snapshot) {
    return snapshot.members().stream().map(member -> member.instance().wallet()).toList();
  }

  @ParameterizedTest
  @CsvSource({"1,false", "10,false", "200,false", "1,true", "10,true", "200,true"})
  void requestsDoNotDependOnTheNumberOfPeers(int peers, boolean legacy) {
    use(legacy ? DevChain.deployLegacy(anvil.url()) : contracts, 0);
    registerMany(peers);
    node.forget();

    ChainSnapshot first = chain.read();
    assertThat(node.requests()).isEqualTo(3);
    assertThat(first.roundTrips()).isEqualTo(3);
    assertThat(wallets(first))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, peers).mapToObj(Structs::wallet).toList());
    assertThat(first.unreadable()).isEmpty();

    for (int tick = 0; tick < 3; tick++) {
      contracts.mine(2);
      node.forget();
      ChainSnapshot next = chain.read();
      assertThat(node.requests()).isEqualTo(1);
      assertThat(next.block().number()).isEqualTo(contracts.blockNumber());
      assertThat(next.members()).isSameAs(first.members());
    }
  }

  @Test
  void everyFieldOfAMemberIsRead() {
    BigInteger id = register(1);

    ChainSnapshot snapshot = chain.read();

    Member member = snapshot.member(wallet(1)).orElseThrow();
    Instance instance = member.instance();
    assertThat(instance.id()).isEqualTo(id);
    assertThat(instance.appId()).isEqualTo(contracts.kmsAppId());
    assertThat(instance.versionId()).isEqualTo(FIRST_VERSION);
    assertThat(instance.operator()).isEqualTo(DevChain.OWNER);
    assertThat(instance.url()).isEqualTo("https://node1.example");
    assertThat(instance.teePublicKey()).isEqualTo(Structs.TEE_PUBLIC_KEY);
    assertThat(instance.zkVerified()).isTrue();
    assertThat(instance.status()).isEqualTo(InstanceStatus.ACTIVE);
    assertThat(instance.registeredAt()).isEqualTo(snapshot.block().timestamp());
    assertThat(member.versionStatus()).isEqualTo(VersionStatus.ENROLLED);
    assertThat(member.isVouchedFor()).isTrue();
  }

  @Test
  void hashIsReadOnceItIsSetAndGoneOnceItIsReset() {
    register(1);
    contracts.impersonate(wallet(1));
    assertThat(chain.read().masterSecretHash()).isEmpty();

    SecretHash hash = new SecretHash("ab".repeat(32));
    contracts.kmsRegistry().send(wallet(1), "setMasterSecretHash", new Bytes32(hash.bytes()));
    assertThat(chain.read().masterSecretHash()).contains(hash);

    contracts.resetMasterSecretHash();
    assertThat(chain.read().masterSecretHash()).isEmpty();
  }

  @Test
  void everyChangeIsNoticed() {
    BigInteger first = register(1);
    register(2);
    assertThat(wallets(chain.read())).containsExactly(wallet(1), wallet(2));

    contracts.setInstanceStatus(first, InstanceStatus.STOPPED);
    assertThat(wallets(chain.read())).containsExactly(wallet(2));

    BigInteger again = register(1);
    assertThat(wallets(chain.read())).containsExactlyInAnyOrder(wallet(1), wallet(2));

    contracts.updateInstance(again, "https://elsewhere.example", new byte[] {1});
    assertThat(member(1).instance().url()).isEqualTo("https://elsewhere.example");

    contracts.setZkVerified(again, false);
    assertThat(member(1).isVouchedFor()).isFalse();

    BigInteger version = contracts.enrollVersion(contracts.kmsAppId(), "2.0.0");
    contracts.moveInstance(again, version);
    assertThat(member(1).instance().versionId()).isEqualTo(version);

    contracts.setVersionStatus(contracts.kmsAppId(), version, VersionStatus.DEPRECATED);
    assertThat(member(1).versionStatus()).isEqualTo(VersionStatus.DEPRECATED);
    assertThat(member(2).versionStatus()).isEqualTo(VersionStatus.ENROLLED);
  }

  private Member member(int number) {
    ChainSnapshot snapshot = chain.read();
    assertThat(snapshot.roundTrips()).isLessThanOrEqualTo(3);
    return snapshot.member(wallet(number)).orElseThrow();
  }

  @Test
  void confirmationsDelayWhatIsSeen() {
    use(contracts, 5);
    register(1);
    contracts.mine(5);
    assertThat(wallets(chain.read())).containsExactly(wallet(1));
    register(2);

    contracts.mine(4);
    ChainSnapshot tooEarly = chain.read();
    assertThat(wallets(tooEarly)).containsExactly(wallet(1));
    assertThat(tooEarly.unreadable()).isEmpty();
    assertThat(tooEarly.block().number()).isEqualTo(contracts.blockNumber() - 5);

    contracts.mine(1);
    assertThat(wallets(chain.read())).containsExactly(wallet(1), wallet(2));
    contracts.mine(1);
    assertThat(chain.read().roundTrips()).isEqualTo(1);
  }

  @Test
  void emptyRegistryIsRead() {
    for (Function<URI, DevChain> registry :
        List.<Function<URI, DevChain>>of(DevChain::deploy, DevChain::deployLegacy)) {
      use(registry.apply(anvil.url()), 0);

      assertThat(chain.read().members()).isEmpty();
    }
  }

  @Test
  void addressWithoutAContractIsSaid() {
    ChainSettings settings = ChainSettings.at(node.url(), contracts);
    settings.appRegistry = wallet(7);
    Web3Chain wrong =
        new Web3Chain(
            settings.build(),
            null,
            Clock.systemUTC(),
            System::nanoTime,
            RpcHttp::new,
            new ExecutorScheduler(ForkJoinPool.commonPool()),
            ChainListener.NONE);

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(wrong::read)
        .withMessageContaining("NOVA_APP_REGISTRY_ADDRESS");
    wrong.close();
  }

  @Test
  void chainIdIsAnvils() {
    assertThat(chain.chainId()).isEqualTo(31337);
  }

  @Test
  void largeClusterFitsIntoBatchesOfALimitedSize() {
    registerMany(60);
    ChainSettings settings = ChainSettings.at(node.url(), contracts);
    settings.maxBatch = 25;
    Web3Chain limited =
        new Web3Chain(
            settings.build(),
            null,
            Clock.systemUTC(),
            System::nanoTime,
            RpcHttp::new,
            new ExecutorScheduler(ForkJoinPool.commonPool()),
            ChainListener.NONE);
    node.forget();

    ChainSnapshot snapshot = limited.read();

    assertThat(wallets(snapshot)).hasSize(60);
    assertThat(snapshot.roundTrips()).isEqualTo(node.requests());
    assertThat(node.batches()).allMatch(batch -> batch.size() <= 25);
    limited.close();
  }
}
