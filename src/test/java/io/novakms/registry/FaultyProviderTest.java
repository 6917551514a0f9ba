package io.novakms.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.CryptoProviders;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.registry.FaultyChain.Fault;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.tx.Submission.State;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Readings, callers and transactions through a provider that misbehaves. */
class FaultyProviderTest {
  private static final SecretHash HASH = new SecretHash("ab".repeat(32));
  private static final Duration TTL = Duration.ofSeconds(60);

  private final FaultyChain provider = new FaultyChain(HASH);
  private final ManualTicker ticker = new ManualTicker();
  private final Tee tee =
      new KeystoreTee(TeeKeys.generate(CryptoProviders.available()), CryptoProviders.available());
  private final Web3Chain chain = provider.open(tee, Clock.systemUTC(), ticker);
  private final AppAuthorizer apps =
      new AppAuthorizer(
          chain, TTL, Duration.ofSeconds(30), ticker, new ExecutorScheduler(Runnable::run));

  @AfterEach
  void close() {
    chain.close();
    provider.close();
  }

  static Stream<Fault> lasting() {
    return FaultyChain.lasting();
  }

  static Stream<Fault> passing() {
    return FaultyChain.passing();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void everythingIsReadThoughNotAtOnce(Fault fault) {
    provider.suffer(fault);

    ChainSnapshot snapshot = chain.read();

    assertThat(snapshot.masterSecretHash()).contains(HASH);
    assertThat(snapshot.members()).hasSize(3);
    assertThat(snapshot.unknown()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void callerIsPermittedThoughNotAtOnce(Fault fault) {
    chain.read();
    provider.suffer(fault);

    assertThat(apps.authorize(FaultyChain.APP).wallet()).isEqualTo(FaultyChain.APP);
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void callerIsNeverRefusedOnAnUnknown(Fault fault) {
    chain.read();
    provider.suffer(fault);

    assertPermittedOrUnknown();
    provider.recover();

    assertThat(apps.authorize(FaultyChain.APP).wallet()).isEqualTo(FaultyChain.APP);
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void permissionOutlastsWhatIsUnknown(Fault fault) {
    chain.read();
    apps.authorize(FaultyChain.APP);
    provider.suffer(fault);
    // From here on each call refreshes.
    ticker.advance(TTL.dividedBy(4).multipliedBy(3));

    for (int call = 0; call < 3; call++) {
      assertThat(apps.authorize(FaultyChain.APP).wallet()).isEqualTo(FaultyChain.APP);
      ticker.advance(Duration.ofSeconds(4));
    }
  }

  private void assertPermittedOrUnknown() {
    try {
      apps.authorize(FaultyChain.APP);
    } catch (KmsException e) {
      assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void submissionIsNeverGivenUpOnAnUnknown(Fault fault) {
    provider.suffer(fault);

    for (int tick = 0; tick < 2; tick++) {
      try {
        assertThat(chain.submit(HASH).state()).isEqualTo(State.PENDING);
      } catch (ChainException e) {
        assertThat(e).hasMessageNotContaining("upgrade your plan");
      }
    }
    provider.recover();

    assertThat(chain.submit(HASH).state()).isEqualTo(State.PENDING);
    assertThat(provider.transactions()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void transactionIsSentThoughNotAtOnce(Fault fault) {
    provider.suffer(fault);

    for (int tick = 0; tick < 3 && provider.transactions() == 0; tick++) {
      try {
        chain.submit(HASH);
      } catch (ChainException e) {
        // The next tick tries again.
      }
    }

    assertThat(provider.transactions()).isPositive();
  }
}
