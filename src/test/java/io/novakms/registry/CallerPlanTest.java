package io.novakms.registry;

import static io.novakms.registry.ScriptedRegistry.KMS;
import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.registry.Structs.InstanceFields;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.time.Clock;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of a caller that no registry should give. */
class CallerPlanTest {
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

  private void answerWith(Consumer<InstanceFields> change) {
    InstanceFields fields = Structs.instance(1, wallet(1));
    change.accept(fields);
    registry.answer(registry.apps.getInstanceByWallet(wallet(1)), fields.encoded());
  }

  private void assertForbidden(String why) {
    assertRefused(Kind.FORBIDDEN, why);
  }

  private void assertRefused(Kind kind, String why) {
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> chain.find(wallet(1)))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void recordInGoodOrderIsAccepted() {
    answerWith(fields -> {});

    assertThat(chain.find(wallet(1)).appId()).isEqualTo(KMS);
  }

  @Test
  void recordOfAnotherWalletIsRefused() {
    answerWith(fields -> fields.wallet = wallet(2));

    assertForbidden("another wallet");
  }

  @Test
  void recordOfAppZeroIsRefused() {
    answerWith(fields -> fields.app = BigInteger.ZERO);
    registry.answer(registry.apps.getApp(AppId.CLUSTER), Structs.olderApp(0, 1, 0));
    registry.answer(registry.apps.getVersion(AppId.CLUSTER, BigInteger.ONE), Structs.version(1, 0));

    assertForbidden("app id 0");
  }

  @Test
  void recordOfAnAppOrVersionThatDoesNotExistIsRefused() {
    answerWith(fields -> {});
    registry.answer(registry.apps.getApp(KMS), Structs.olderApp(0, 0, 0));
    assertForbidden("no such app");
    registry.answer(registry.apps.getApp(KMS), Structs.olderApp(1, 1, 0));
    registry.answer(registry.apps.getVersion(KMS, BigInteger.ONE), Structs.version(0, 0));
    assertForbidden("no such version");
    registry.revert(registry.apps.getVersion(KMS, BigInteger.ONE));
    assertForbidden("refuses to answer");
  }

  @Test
  void recordThatCannotBeDecodedIsRefused() {
    answerWith(fields -> fields.status = BigInteger.TEN);
    assertForbidden("status");
  }

  @Test
  void walletThatTheRegistryDoesNotKnowIsRefused() {
    assertRefused(Kind.UNAUTHORIZED, "not registered");
    answerWith(fields -> fields.id = BigInteger.ZERO);
    assertRefused(Kind.UNAUTHORIZED, "not registered");
  }

  @Test
  void olderAppIsAcceptedLikeANewerOne() {
    answerWith(fields -> {});
    registry.answer(registry.apps.getApp(KMS), Structs.olderApp(1, 1, 0));

    assertThat(chain.find(wallet(1)).appId()).isEqualTo(KMS);
  }
}
