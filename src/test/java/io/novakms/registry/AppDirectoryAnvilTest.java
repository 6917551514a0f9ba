package io.novakms.registry;

import static io.novakms.devnet.DevChain.FIRST_VERSION;
import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.devnet.Anvil;
import io.novakms.devnet.AnvilExtension;
import io.novakms.devnet.DevChain;
import io.novakms.devnet.DevChain.NewInstance;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, as both registries say it on a real EVM (protocol, section 2). */
@ExtendWith(AnvilExtension.class)
class AppDirectoryAnvilTest {
  private static final Wallet APP = wallet(1);

  private final Anvil anvil;
  private final RpcDouble node;
  private DevChain contracts;
  private Web3Chain chain;
  private AppId app;
  private BigInteger instance;

  AppDirectoryAnvilTest(Anvil anvil) {
    this.anvil = anvil;
    this.node = RpcDouble.inFrontOf(anvil.url());
    use(DevChain.deploy(anvil.url()));
  }

  private void use(DevChain deployed) {
    contracts = deployed;
    chain =
        new Web3Chain(
            ChainSettings.at(node.url(), contracts).build(),
            null,
            Clock.systemUTC(),
            System::nanoTime,
            RpcHttp::new,
            new ExecutorScheduler(ForkJoinPool.commonPool()),
            ChainListener.NONE);
    app = contracts.registerApp("app", Optional.empty(), Optional.of(wallet(50)));
    instance = register(APP, Hex.decode(Structs.TEE_PUBLIC_KEY));
  }

  @AfterEach
  void close() {
    chain.close();
    node.close();
  }

  private BigInteger register(Wallet wallet, byte[] key) {
    return contracts.registerInstance(
        app, FIRST_VERSION, NewInstance.verified(wallet, "https://app.example", key));
  }

  private void assertForbidden(Wallet wallet, String why) {
    assertRefused(Kind.FORBIDDEN, wallet, why);
  }

  private void assertRefused(Kind kind, Wallet wallet, String why) {
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> chain.find(wallet))
        .withMessageContaining(wallet.address())
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void instanceInGoodOrderMayCallAndTakesTwoRequests(boolean legacy) {
    if (legacy) {
      use(DevChain.deployLegacy(anvil.url()));
    }
    node.forget();

    AppCaller caller = chain.find(APP);

    assertThat(caller)
        .isEqualTo(new AppCaller(app, instance, TeePublicKey.parse(Structs.TEE_PUBLIC_KEY), APP));
    assertThat(node.requests()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void appsThatTheRegistryHasAreToldFromOthersInTwoRequests(boolean legacy) {
    if (legacy) {
      use(DevChain.deployLegacy(anvil.url()));
    }
    AppId none = AppId.of(999_999);
    node.forget();

    assertThat(chain.registered(Set.of(app, none))).isEqualTo(Map.of(app, true, none, false));
    assertThat(node.requests()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void strangerMayNotCall(boolean legacy) {
    if (legacy) {
      use(DevChain.deployLegacy(anvil.url()));
    }

    assertRefused(Kind.UNAUTHORIZED, wallet(2), "not registered");
  }

  @ParameterizedTest
  @EnumSource(value = InstanceStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
  void instanceThatIsNotActiveMayNotCall(InstanceStatus status) {
    contracts.setInstanceStatus(instance, status);

    assertForbidden(APP, "instance is not ACTIVE");
  }

  @Test
  void instanceWithoutVerifiedAttestationMayNotCall() {
    contracts.setZkVerified(instance, false);

    assertForbidden(APP, "not verified");
  }

  @ParameterizedTest
  @EnumSource(value = AppStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
  void instanceOfAnAppThatIsNotActiveMayNotCall(AppStatus status) {
    contracts.setAppStatus(app, status);

    assertForbidden(APP, "app is not ACTIVE");
  }

  @Test
  void instanceOnARevokedVersionMayNotCall() {
    contracts.setVersionStatus(app, FIRST_VERSION, VersionStatus.REVOKED);

    assertForbidden(APP, "version is REVOKED");
  }

  @Test
  void instanceOnADeprecatedVersionMayCall() {
    contracts.setVersionStatus(app, FIRST_VERSION, VersionStatus.DEPRECATED);

    assertThat(chain.find(APP).appId()).isEqualTo(app);
  }

  @Test
  void versionOfAnotherAppDoesNotMatter() {
    AppId other = contracts.registerApp("other", Optional.empty(), Optional.empty());
    contracts.setVersionStatus(other, FIRST_VERSION, VersionStatus.REVOKED);
    contracts.setAppStatus(other, AppStatus.REVOKED);

    assertThat(chain.find(APP).appId()).isEqualTo(app);
  }

  @Test
  void instanceWithoutAKeyMayNotCall() {
    register(wallet(3), new byte[0]);
    register(wallet(4), new byte[120]);

    assertForbidden(wallet(3), "no P-384 key");
    assertForbidden(wallet(4), "no P-384 key");
  }

  @Test
  void bareKeyMayBeRegisteredToo() {
    byte[] sec1 = TeePublicKey.parse(Structs.TEE_PUBLIC_KEY).sec1();
    register(wallet(3), sec1);

    assertThat(chain.find(wallet(3)).key()).isEqualTo(TeePublicKey.of(sec1));
  }

  @Test
  void instanceRegisteredAgainMayCallAgain() {
    contracts.setInstanceStatus(instance, InstanceStatus.STOPPED);
    assertForbidden(APP, "not ACTIVE");
    BigInteger again = register(APP, Hex.decode(Structs.TEE_PUBLIC_KEY));

    assertThat(chain.find(APP).instanceId()).isEqualTo(again);
  }

  @Test
  void nodeThatGivesAnErrorIsNoRefusal() {
    node.change(
        answers -> {
          for (int i = 0; i < answers.size(); i++) {
            if (answers.path(i).path("result").isTextual()) {
              answers.set(i, RpcDouble.error(-32000, "header not found", "").put("id", i + 1));
            }
          }
          return answers;
        });

    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.find(APP));
  }

  @Test
  void chainThatIsAwayIsNoRefusal() {
    node.misbehave((exchange, batch) -> RpcDouble.send(exchange, 503, ""));

    assertThatExceptionOfType(ChainException.class).isThrownBy(() -> chain.find(APP));
  }
}
