package io.novakms.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.SecretSealing;
import io.novakms.model.Reason;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.FaultyChain;
import io.novakms.registry.FaultyChain.Fault;
import io.novakms.registry.Web3Chain;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.MasterSecretReconciler;
import io.novakms.secret.SecretBootstrap;
import io.novakms.secret.SecretFetch;
import io.novakms.secret.SecretListener;
import io.novakms.secret.SecretSeal;
import io.novakms.secret.TestSecrets;
import io.novakms.sync.snapshot.MissingData;
import io.novakms.testing.FakeTee;
import io.novakms.testing.ManualTime;
import io.novakms.testing.ScriptedPeers;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ticks over a provider that misbehaves: what it fails to say changes nothing but freshness. */
class FaultyProviderTickTest {
  private static final Duration TICK = Duration.ofSeconds(15);
  private static final Duration LEASE = TICK.multipliedBy(3);
  private static final SecretHash HASH = TestSecrets.secret(1).hash();

  private final ManualTime time = new ManualTime();
  private final FakeTee tee = new FakeTee(FaultyChain.SELF, FaultyChain.KEY);
  private final Gate gate = new Gate(time, time);
  private final PeerCache peers =
      new PeerCache(
          () -> FaultyChain.SELF, FaultyChain.kms(), new UrlPolicy(true, true), time, time, LEASE);
  private FaultyChain provider;
  private Web3Chain chain;
  private MasterSecretHolder holder;
  private NodeTick tick;

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

  /** A node, on a chain that shows {@code hash}. */
  private void build(Optional<SecretHash> hash, MasterSecretHolder secret, boolean alone) {
    provider = new FaultyChain(hash.orElse(null));
    chain = provider.open(tee, time, time);
    holder = secret;
    SecretBootstrap bootstrap =
        new SecretBootstrap(holder, tee, chain, true, this::holderAmong, time);
    SecretFetch fetch =
        new SecretFetch(
            ScriptedPeers.answering(
                (peer, body, mac, deadline) ->
                    CompletableFuture.failedFuture(new IllegalStateException("no answer"))),
            new SecretSealing(CryptoProviders.available()),
            new ExecutorScheduler(Runnable::run),
            time,
            Duration.ofMillis(100));
    tick =
        new NodeTick(
            chain,
            tee,
            peers,
            members -> {},
            new MasterSecretReconciler(
                holder,
                bootstrap,
                new SecretSeal(Optional.empty()),
                fetch,
                peer -> false,
                SecretListener.NONE),
            (block, members) -> Optional.empty(),
            (verified, members) ->
                alone || members.isAlone()
                    ? Optional.empty()
                    : Optional.of(new MissingData(Reason.AWAITING_SNAPSHOT, "no snapshot yet")),
            (verified, members) -> "",
            LEASE,
            time,
            time);
  }

  /** The first of the peers holds a secret, and says so where it is asked. */
  private Optional<Wallet> holderAmong(PeerSet members) {
    return members.peer(FaultyChain.PEERS.get(0)).map(Peer::wallet);
  }

  private void run() {
    tick.run(1, gate.takeControl());
  }

  private boolean isOpen() {
    return gate.state() instanceof Serving;
  }

  private Set<Wallet> counted() {
    Set<Wallet> members = new TreeSet<>(peers.current().unknown().keySet());
    peers.current().peers().forEach(peer -> members.add(peer.wallet()));
    members.remove(FaultyChain.SELF);
    return members;
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void openNodeStaysOpenForItsLeaseAndDropsNoMember(Fault fault) {
    build(Optional.of(HASH), MasterSecretHolder.seeded(TestSecrets.secret(1)), true);
    run();
    assertThat(isOpen()).isTrue();
    provider.suffer(fault);

    for (int i = 0; i < 2; i++) {
      time.advance(TICK);
      run();
      assertThat(gate.state()).isInstanceOf(Serving.class);
      assertThat(counted()).containsExactlyElementsOf(FaultyChain.PEERS);
    }
    time.advance(TICK);
    run();
    if (!isOpen()) {
      assertThat(((Unavailable) gate.state()).reason()).isEqualTo(Reason.CHAIN_UNREACHABLE);
    }
    assertThat(counted()).containsExactlyElementsOf(FaultyChain.PEERS);

    provider.recover();
    provider.mine();
    run();
    assertThat(isOpen()).isTrue();
    assertThat(peers.current().unknown()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void nodeThatStartsNeverOpensOnAnUnknown(Fault fault) {
    build(Optional.of(HASH), MasterSecretHolder.seeded(TestSecrets.secret(1)), false);
    provider.suffer(fault);

    for (int i = 0; i < 6; i++) {
      run();
      assertThat(isOpen()).isFalse();
      time.advance(TICK);
    }
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void nodeThatStartsNeverMakesASecretOnAnUnknown(Fault fault) {
    build(Optional.empty(), new MasterSecretHolder(), true);
    provider.suffer(fault);

    for (int i = 0; i < 6; i++) {
      run();
      assertThat(holder.status().isInitialized()).isFalse();
      assertThat(provider.transactions()).isZero();
      time.advance(TICK);
    }
  }

  @ParameterizedTest
  @MethodSource("passing")
  void ticksGoOnWhereInsistingHelps(Fault fault) {
    build(Optional.of(HASH), MasterSecretHolder.seeded(TestSecrets.secret(1)), true);
    run();
    provider.suffer(fault);

    for (int i = 0; i < 6; i++) {
      time.advance(TICK);
      run();
      assertThat(isOpen()).isTrue();
      assertThat(peers.current().peers()).map(Peer::wallet).isEqualTo(FaultyChain.PEERS);
    }
  }
}
