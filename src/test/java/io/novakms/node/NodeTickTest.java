package io.novakms.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.P384;
import io.novakms.crypto.SecretSealing;
import io.novakms.model.Reason;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.TickReport.Outcome;
import io.novakms.node.TickReport.StepReport;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.Chain;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.Member;
import io.novakms.registry.VersionStatus;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.tx.Submission;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.MasterSecretReconciler;
import io.novakms.secret.SecretBootstrap;
import io.novakms.secret.SecretFetch;
import io.novakms.secret.SecretListener;
import io.novakms.secret.SecretSeal;
import io.novakms.secret.SecretStatus.Origin;
import io.novakms.secret.TestSecrets;
import io.novakms.sync.snapshot.MissingData;
import io.novakms.tee.SealedSecretFile;
import io.novakms.tee.SealedSecrets;
import io.novakms.tee.TeeIdentity;
import io.novakms.testing.FakeTee;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every branch of the tick, over doubles of the chain, the TEE and the peers. */
class NodeTickTest {
  private static final Duration LEASE = Duration.ofSeconds(45);
  private static final Wallet SELF = Members.wallet(1);
  private static final Wallet OTHER = Members.wallet(2);
  private static final TeePublicKey KEY =
      new P384(CryptoProviders.available()).generate().publicKey();
  private static final TeePublicKey OTHER_KEY =
      new P384(CryptoProviders.available()).generate().publicKey();
  private static final Member OWN = Members.member(SELF, KEY, "https://self.example");
  private static final Member PEER = Members.member(OTHER, OTHER_KEY, "https://peer.example");

  private final ManualTime time = new ManualTime();
  private final FakeTee tee = new FakeTee(SELF, KEY);
  private final FakeChain chain = new FakeChain();
  private final SecretSealing sealing = new SecretSealing(CryptoProviders.available());
  private final Gate gate = new Gate(time, time);
  private final List<String> order = new ArrayList<>();
  private MasterSecretHolder holder = new MasterSecretHolder();
  private boolean mayGenerate = true;
  private Optional<Wallet> holderElsewhere = Optional.empty();
  private Optional<SealedSecrets> sealedSecrets = Optional.empty();
  private Optional<MissingData> missingData = Optional.empty();
  private Optional<String> clockFault = Optional.empty();
  private Predicate<Peer> saysItHasOne = peer -> false;
  private Runnable whileFetching = () -> {};
  private RuntimeException pushFault;
  private MasterSecret peersSecret;
  private NodeTick tick;

  @BeforeEach
  void oneMemberAndAnUnsetHash() {
    chain.shows(Optional.empty(), OWN);
    build();
  }

  @Test
  void stepsRunInOrderAndTheGateOpensBeforeThePush() {
    seedAndShow(1);

    TickReport report = run();

    assertThat(report.steps())
        .extracting(StepReport::step)
        .containsExactly(
            Step.DISCOVER, Step.VERIFY_SELF, Step.CHECK_SECRET, Step.OPEN_GATE, Step.PUSH);
    assertThat(report.steps()).extracting(StepReport::outcome).containsOnly(Outcome.OK);
    assertThat(order).containsExactly("read", "discovered 0", "catch up, closed", "push, open");
  }

  @Test
  void unlistedNodeIsClosedAtOnceAndGoesNoFurther() {
    seedAndShow(1);
    run();
    chain.shows(chain.hash, PEER);

    TickReport report = run();

    assertClosed(Reason.NOT_REGISTERED);
    assertThat(report.steps()).extracting(StepReport::step).containsExactly(Step.DISCOVER);
  }

  @Test
  void stoppedOrUnverifiedOrRevokedInstanceIsClosed() {
    for (Member member :
        List.of(
            own(InstanceStatus.STOPPED, true, VersionStatus.ENROLLED),
            own(InstanceStatus.FAILED, true, VersionStatus.ENROLLED),
            own(InstanceStatus.ACTIVE, false, VersionStatus.ENROLLED),
            own(InstanceStatus.ACTIVE, true, VersionStatus.REVOKED))) {
      seedAndShow(1);
      run();
      assertThat(gate.state()).isInstanceOf(Serving.class);
      chain.shows(chain.hash, member);

      run();

      assertClosed(Reason.NOT_REGISTERED);
    }
  }

  @Test
  void anotherTeesRegisteredKeyKeepsTheGateClosed() {
    holder = MasterSecretHolder.seeded(TestSecrets.secret(1));
    build();
    chain.shows(hash(1), Members.member(SELF, OTHER_KEY, "https://self.example"));

    TickReport report = run();

    assertClosed(Reason.TEE_KEY_MISMATCH);
    assertThat(report.steps()).extracting(StepReport::step).doesNotContain(Step.CHECK_SECRET);
  }

  @Test
  void nonsenseAsRegisteredKeyKeepsTheGateClosed() {
    chain.shows(
        Optional.empty(),
        Members.member(
            SELF, "00", "https://a.example", InstanceStatus.ACTIVE, true, VersionStatus.ENROLLED));

    run();

    assertClosed(Reason.TEE_KEY_MISMATCH);
  }

  @Test
  void unreachableChainLeavesAnOpenGateToItsLease() {
    seedAndShow(1);
    run();
    chain.fault = new ChainException("refused", null);
    time.advance(LEASE.minusSeconds(1));
    run();

    assertThat(gate.state()).isInstanceOf(Serving.class);
    time.advance(Duration.ofSeconds(1));

    assertClosed(Reason.CHAIN_UNREACHABLE);
    chain.fault = null;
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void unreachableTeeLeavesAnOpenGateToItsLease() {
    seedAndShow(1);
    run();
    tee.unreachable = true;
    run();

    assertThat(gate.state()).isInstanceOf(Serving.class);
    time.advance(LEASE);

    assertClosed(Reason.TEE_UNREACHABLE);
  }

  @Test
  void teeThatCameBackWithOtherKeysClosesTheGateAtOnce() {
    seedAndShow(1);
    run();
    for (TeeIdentity other :
        List.of(new TeeIdentity(SELF, OTHER_KEY), new TeeIdentity(OTHER, KEY))) {
      tee.replacedBy = other;
      run();
      assertClosed(Reason.TEE_KEY_MISMATCH);
      tee.replacedBy = null;
      run();
      assertThat(gate.state()).isInstanceOf(Serving.class);
    }
  }

  @Test
  void tickThatWasGivenUpChangesNothingAnyMore() {
    Gate.Control[] control = {gate.takeControl()};
    chain.whileReading = gate::takeControl;

    TickReport report = tick.run(1, control[0]);

    assertThat(report.steps()).hasSize(1);
    assertThat(report.steps().get(0).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(order).doesNotContain("discovered 0");
    assertThat(chain.submitted).isEmpty();
  }

  @Test
  void ownSecretIsKeptAlthoughAnotherCameFirstSinceTheChainMayTurnAround() {
    run();
    SecretHash own = chain.submitted.get(0);
    peersSecret = TestSecrets.secret(9);
    chain.shows(hash(9), OWN, PEER);
    run();
    assertThat(gate.serving().secret().hash()).isEqualTo(TestSecrets.secret(9).hash());
    peersSecret = null;
    chain.shows(Optional.of(own), OWN, PEER);

    run();

    assertThat(gate.serving().secret().hash()).isEqualTo(own);
    assertThat(holder.status().origin()).isEqualTo(Origin.GENERATED);
  }

  @Test
  void nodeThatCantPayForItsHashLetsOthersBeTheFirst() {
    chain.submission = new Submission(Submission.State.UNPAYABLE, "", "the wallet has no funds");

    run();

    assertClosed(Reason.HASH_REFUSED);
    assertThat(holder.status().isInitialized()).isFalse();
    run();
    assertThat(chain.submitted).hasSize(2).containsOnly(chain.submitted.get(0));
  }

  @Test
  void leaseCountsFromTheStartOfTheTickNotFromItsEnd() {
    seedAndShow(1);
    chain.takes = Duration.ofSeconds(20);
    run();

    time.advance(LEASE.minusSeconds(20));

    assertClosed(Reason.LEASE_EXPIRED);
  }

  @Test
  void anUnexpectedFaultIsReportedAndTheNextTickGoesOn() {
    seedAndShow(1);
    chain.fault = new IllegalStateException("a bug");

    TickReport report = run();

    assertClosed(Reason.INTERNAL_ERROR);
    assertThat(report.steps().get(0).detail()).doesNotContain("a bug");
    chain.fault = null;
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void failedPushLeavesTheGateOpen() {
    seedAndShow(1);
    pushFault = new IllegalStateException("push");

    TickReport report = run();

    assertThat(gate.state()).isInstanceOf(Serving.class);
    assertThat(report.steps().get(4).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void missingDataKeepsTheGateClosed() {
    seedAndShow(1);
    missingData = Optional.of(new MissingData(Reason.AWAITING_SNAPSHOT, "no peer gave a snapshot"));

    run();
    assertClosed(Reason.AWAITING_SNAPSHOT);

    missingData = Optional.empty();
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void closedNodeLetsPeersInWhileItsSecretIsVerified() {
    seedAndShow(1);
    missingData = Optional.of(new MissingData(Reason.AWAITING_SNAPSHOT, "no peer gave a snapshot"));
    assertThatThrownBy(gate::enterAsPeer).hasMessageContaining("starting");

    run();

    assertThat(gate.enterAsPeer().secret().hash()).isEqualTo(TestSecrets.secret(1).hash());
    assertThatThrownBy(gate::enter).hasMessageContaining("awaiting_snapshot");
    time.advance(LEASE);
    assertThatThrownBy(gate::enterAsPeer).hasMessageContaining("awaiting_snapshot");
  }

  @Test
  void closedNodeLetsNoPeerInOnceItsSecretIsNotTheChains() {
    seedAndShow(1);
    missingData = Optional.of(new MissingData(Reason.AWAITING_SNAPSHOT, "no peer gave a snapshot"));
    run();
    chain.shows(hash(2), OWN);

    run();

    assertThatThrownBy(gate::enterAsPeer).hasMessageContaining("secret_lost");
  }

  @Test
  void nodeNamesAHolderThatDoesNotSetItsHash() {
    holderElsewhere = Optional.of(OTHER);
    chain.shows(Optional.empty(), OWN, PEER);
    run();
    assertClosed(Reason.AWAITING_BOOTSTRAP);
    assertThat(detail()).contains("https://peer.example", OTHER.address(), "has to set its hash");

    time.advance(Duration.ofMinutes(3));
    run();

    assertClosed(Reason.AWAITING_HOLDER);
    assertThat(detail()).contains("https://peer.example", OTHER.address(), "for 3 minutes", "stop");
    holderElsewhere = Optional.empty();
    run();
    assertClosed(Reason.AWAITING_CHAIN);
  }

  @Test
  void nodeNamesAHolderThatCannotSetItsHashAtOnce() {
    holderElsewhere = Optional.of(OTHER);
    Member deprecated =
        Members.member(
            OTHER,
            OTHER_KEY.hex(),
            "https://peer.example",
            InstanceStatus.ACTIVE,
            true,
            VersionStatus.DEPRECATED);
    chain.shows(Optional.empty(), OWN, deprecated);

    run();

    assertClosed(Reason.AWAITING_HOLDER);
    assertThat(detail()).contains("https://peer.example", "can't set its hash");
  }

  private String detail() {
    return ((Unavailable) gate.state()).detail();
  }

  @Test
  void nodeWhoseClockIsWrongIsClosedUntilItIsRight() {
    seedAndShow(1);
    clockFault = Optional.of("this node's clock is 600 s ahead");
    run();
    assertClosed(Reason.CLOCK_SKEW);
    assertThat(gate.enterAsPeer().secret().hash()).isEqualTo(TestSecrets.secret(1).hash());
    assertThat(order).doesNotContain("catch up, closed", "push, closed");

    clockFault = Optional.empty();
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void nodeGeneratesAndSubmitsOneSecretAndWaitsForTheChainToShowIt() {
    run();
    run();

    assertClosed(Reason.AWAITING_CHAIN);
    assertThat(holder.status().origin()).isEqualTo(Origin.GENERATED);
    assertThat(chain.submitted).hasSize(2).containsOnly(chain.submitted.get(0));

    chain.shows(Optional.of(chain.submitted.get(0)), OWN);
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void nodeThatMayNotGenerateWaits() {
    mayGenerate = false;
    build();

    run();

    assertClosed(Reason.AWAITING_BOOTSTRAP);
    assertThat(chain.submitted).isEmpty();
  }

  @Test
  void nothingIsGeneratedWhileAReachablePeerHoldsASecret() {
    holderElsewhere = Optional.of(OTHER);

    run();

    assertClosed(Reason.AWAITING_BOOTSTRAP);
    assertThat(holder.status().isInitialized()).isFalse();
    assertThat(chain.submitted).isEmpty();
  }

  @Test
  void seededNodeSubmitsItsSecretsHash() {
    holder = MasterSecretHolder.seeded(TestSecrets.secret(5));
    holderElsewhere = Optional.of(OTHER);
    build();

    run();

    assertClosed(Reason.AWAITING_CHAIN);
    assertThat(chain.submitted).containsExactly(TestSecrets.secret(5).hash());
  }

  @Test
  void deprecatedNodeNeverSubmitsAndNeverGenerates() {
    holder = MasterSecretHolder.seeded(TestSecrets.secret(5));
    build();
    chain.shows(Optional.empty(), own(InstanceStatus.ACTIVE, true, VersionStatus.DEPRECATED));

    run();

    assertClosed(Reason.AWAITING_BOOTSTRAP);
    assertThat(chain.submitted).isEmpty();
  }

  @Test
  void deprecatedNodeServesOnceTheChainShowsItsSecret() {
    holder = MasterSecretHolder.seeded(TestSecrets.secret(5));
    build();
    chain.shows(hash(5), own(InstanceStatus.ACTIVE, true, VersionStatus.DEPRECATED));

    run();

    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void refusedHashIsReportedWithTheContractsReason() {
    chain.submission = new Submission(Submission.State.REVERTED, "", "NotAuthorizedToSetHash()");

    run();

    assertClosed(Reason.HASH_REFUSED);
    assertThat(((Unavailable) gate.state()).detail()).contains("NotAuthorizedToSetHash");
  }

  @Test
  void chainThatCantTakeTheHashIsADoubtNotAFault() {
    chain.submitFault = new ChainException("refused", null);

    run();

    assertClosed(Reason.CHAIN_UNREACHABLE);
    assertThat(holder.status().origin()).isEqualTo(Origin.GENERATED);
  }

  @Test
  void loserOfTheBootstrapRaceTakesTheWinnersSecret() {
    run();
    peersSecret = TestSecrets.secret(9);
    chain.shows(hash(9), OWN, PEER);

    run();

    assertThat(gate.serving().secret().hash()).isEqualTo(TestSecrets.secret(9).hash());
    assertThat(holder.status().origin()).isEqualTo(Origin.SYNCED);
    assertThat(holder.status().syncedFrom()).contains(OTHER);
  }

  @Test
  void secretThatNeverMatchesKeepsTheGateClosed() {
    peersSecret = TestSecrets.secret(8);
    chain.shows(hash(9), OWN, PEER);

    run();
    run();

    assertClosed(Reason.SECRET_LOST);
    assertThat(holder.status().isInitialized()).isFalse();
  }

  @Test
  void secretThatAPeerSaysItHasAndDoesNotGiveIsNotLost() {
    saysItHasOne = peer -> peer.wallet().equals(OTHER);
    build();
    chain.shows(hash(9), OWN, PEER);

    run();

    assertClosed(Reason.SECRET_UNAVAILABLE);
  }

  @Test
  void seededNodeWithAnotherSecretThanTheChainsFetchesTheRightOne() {
    holder = MasterSecretHolder.seeded(TestSecrets.secret(5));
    build();
    peersSecret = TestSecrets.secret(9);
    chain.shows(hash(9), OWN, PEER);

    run();

    assertThat(gate.serving().secret().hash()).isEqualTo(TestSecrets.secret(9).hash());
  }

  @Test
  void nodeWithoutPeersAndWithoutSecretStaysClosedOnceAHashIsSet() {
    chain.shows(hash(9), OWN);

    run();

    assertClosed(Reason.SECRET_LOST);
    assertThat(chain.submitted).isEmpty();
  }

  @Test
  void resetHashClosesTheGateAndTheSameSecretIsSubmittedAgain() {
    seedAndShow(1);
    run();
    chain.shows(Optional.empty(), OWN);

    run();

    assertClosed(Reason.AWAITING_CHAIN);
    assertThat(chain.submitted).containsExactly(TestSecrets.secret(1).hash());
    chain.shows(hash(1), OWN);
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void hashThatChangesUnderAServingNodeClosesIt() {
    seedAndShow(1);
    run();
    chain.shows(hash(2), OWN);

    run();

    assertClosed(Reason.SECRET_LOST);
  }

  @Test
  void gateIsClosedToTheOldSecretBeforeTheDataOfANewOneIsTaken() {
    seedAndShow(1);
    run();
    peersSecret = TestSecrets.secret(2);
    chain.shows(hash(2), OWN, PEER);
    order.clear();

    run();

    assertThat(order).containsExactly("read", "discovered 1", "catch up, closed", "push, open");
    assertThat(gate.serving().secret().hash()).isEqualTo(TestSecrets.secret(2).hash());
  }

  @Test
  void drainedNodeLetsPeersInWithTheNewSecretOnly() {
    seedAndShow(1);
    run();
    gate.drain();
    peersSecret = TestSecrets.secret(2);
    chain.shows(hash(2), OWN, PEER);
    missingData = Optional.of(new MissingData(Reason.AWAITING_SNAPSHOT, "no peer gave a snapshot"));

    run();

    assertThat(gate.enterAsPeer().secret().hash()).isEqualTo(TestSecrets.secret(2).hash());
    assertClosed(Reason.AWAITING_SNAPSHOT);
  }

  @Test
  void tickThatWasGivenUpTakesNoData() {
    seedAndShow(1);
    run();
    peersSecret = TestSecrets.secret(2);
    chain.shows(hash(2), OWN, PEER);
    whileFetching = gate::takeControl;
    order.clear();

    run();

    assertThat(order).containsExactly("read", "discovered 1");
    assertThat(gate.serving().secret().hash()).isEqualTo(TestSecrets.secret(1).hash());
  }

  @Test
  void secretThatWasSealedOpensTheNodeAfterARestartWithoutAnyPeer(@TempDir Path directory) {
    sealedSecrets = Optional.of(new SealedSecretFile(directory.resolve("keys.p12"), "password"));
    seedAndShow(1);
    run();

    holder = new MasterSecretHolder();
    build();
    run();

    assertThat(gate.serving().secret().hash()).isEqualTo(TestSecrets.secret(1).hash());
    assertThat(holder.status().origin()).isEqualTo(Origin.RECOVERED);
  }

  @Test
  void sealedSecretThatIsNotTheChainsIsNotTakenAndComesBackWithItsHash(@TempDir Path directory) {
    sealedSecrets = Optional.of(new SealedSecretFile(directory.resolve("keys.p12"), "password"));
    mayGenerate = false;
    seedAndShow(1);
    run();

    holder = new MasterSecretHolder();
    build();
    chain.shows(hash(2), OWN);
    run();
    assertClosed(Reason.SECRET_LOST);
    assertThat(holder.status().isInitialized()).isFalse();
    chain.shows(Optional.empty(), OWN);
    run();
    assertThat(holder.status().isInitialized()).isFalse();

    chain.shows(hash(1), OWN);
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void secretThatCanNotBeSealedServesAllTheSame(@TempDir Path directory) throws Exception {
    Files.createDirectory(directory.resolve("keys.p12.secrets"));
    sealedSecrets = Optional.of(new SealedSecretFile(directory.resolve("keys.p12"), "password"));
    seedAndShow(1);
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
    run();
    assertThat(gate.state()).isInstanceOf(Serving.class);
  }

  private void build() {
    SecretBootstrap bootstrap =
        new SecretBootstrap(holder, tee, chain, mayGenerate, peers -> holderElsewhere, time);
    SecretFetch fetch =
        new SecretFetch(
            ScriptedPeers.answering((peer, body, mac, deadline) -> answer(peer, body)),
            sealing,
            new ExecutorScheduler(Runnable::run),
            time,
            Duration.ofSeconds(5));
    PeerCache peers =
        new PeerCache(
            () -> SELF, Members.KMS, new UrlPolicy(true, true), time, time, Duration.ofSeconds(30));
    tick =
        new NodeTick(
            chain,
            tee,
            peers,
            members -> order.add("discovered " + members.peers().size()),
            new MasterSecretReconciler(
                holder,
                bootstrap,
                new SecretSeal(sealedSecrets),
                fetch,
                saysItHasOne,
                SecretListener.NONE),
            (block, members) -> clockFault,
            (secret, members) -> {
              order.add("catch up, " + gateWord());
              return missingData;
            },
            (secret, members) -> {
              order.add("push, " + gateWord());
              if (pushFault != null) {
                throw pushFault;
              }
              return "";
            },
            LEASE,
            time,
            time);
  }

  private void seedAndShow(int fill) {
    holder = MasterSecretHolder.seeded(TestSecrets.secret(fill));
    build();
    chain.shows(hash(fill), OWN);
  }

  private TickReport run() {
    return tick.run(1, gate.takeControl());
  }

  private String gateWord() {
    return gate.state() instanceof Serving ? "open" : "closed";
  }

  private CompletableFuture<JsonNode> answer(Peer peer, ObjectNode body) {
    whileFetching.run();
    if (peersSecret == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
    }
    ObjectNode answer = body.objectNode();
    TeePublicKey receiver = TeePublicKey.parse(body.path("ecdh_pubkey").textValue());
    answer.set("sealed", sealing.seal(receiver, peersSecret).toJson());
    return CompletableFuture.completedFuture(answer);
  }

  private void assertClosed(Reason reason) {
    assertThat(gate.state())
        .isInstanceOfSatisfying(
            Unavailable.class, closed -> assertThat(closed.reason()).isEqualTo(reason));
  }

  private static Member own(InstanceStatus status, boolean zkVerified, VersionStatus version) {
    return Members.member(SELF, KEY.hex(), "https://self.example", status, zkVerified, version);
  }

  private static Optional<SecretHash> hash(int fill) {
    return Optional.of(TestSecrets.secret(fill).hash());
  }

  private final class FakeChain implements Chain {
    private final List<SecretHash> submitted = new ArrayList<>();
    private Submission submission = new Submission(Submission.State.PENDING, "0x", "sent");
    private ChainSnapshot snapshot;
    private Optional<SecretHash> hash;
    private RuntimeException fault;
    private RuntimeException submitFault;
    private Duration takes = Duration.ZERO;
    private Runnable whileReading = () -> {};
    private long block;

    void shows(Optional<SecretHash> newHash, Member... members) {
      hash = newHash;
      snapshot = Members.snapshot(++block, newHash, members);
    }

    @Override
    public ChainSnapshot read() {
      order.add("read");
      time.advance(takes);
      whileReading.run();
      if (fault != null) {
        throw fault;
      }
      return snapshot;
    }

    @Override
    public Submission submit(SecretHash newHash) {
      if (submitFault != null) {
        throw submitFault;
      }
      submitted.add(newHash);
      return submission;
    }

    @Override
    public BigInteger chainId() {
      return BigInteger.ONE;
    }
  }
}
