package io.novakms.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.SecretSealing;
import io.novakms.crypto.SecretShare;
import io.novakms.crypto.SecretSharing;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Reason;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.Chain;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.Member;
import io.novakms.registry.tx.Submission;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.MasterSecretReconciler;
import io.novakms.secret.SecretBootstrap;
import io.novakms.secret.SecretFetch;
import io.novakms.secret.SecretSeal;
import io.novakms.secret.SecretStatus.Origin;
import io.novakms.secret.custody.Custody;
import io.novakms.secret.custody.CustodyFile;
import io.novakms.secret.custody.CustodyFileMaker;
import io.novakms.secret.custody.CustodyFileReader;
import io.novakms.secret.custody.Purpose;
import io.novakms.secret.custody.ShareOffer;
import io.novakms.secret.custody.ShareVerdict;
import io.novakms.secret.custody.ShareVerdict.Result;
import io.novakms.sync.snapshot.MissingData;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.TeeKeys;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import io.novakms.testing.TestCustodians;
import io.novakms.testing.TestSettings;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Nodes that all lose their memory at once, and two custodians who give it back: real ticks, keys
 * and gates; a chain and a network that are maps.
 */
class RecoveryTest {
  private static final CryptoProviders CRYPTO = CryptoProviders.available();
  private static final Duration LEASE = Duration.ofSeconds(45);
  private static final AppId APP = AppId.of(7);
  private static final MasterSecret SECRET = MasterSecret.of(secretBytes());

  private final ManualTime time = new ManualTime();
  private final TestCustodians custodians = new TestCustodians();
  private final Ledger ledger = new Ledger();
  private final Map<TeePublicKey, Node> network = new HashMap<>();
  private List<Node> nodes;
  private CustodyFile file;
  private Optional<MissingData> missing = Optional.empty();

  @BeforeEach
  void threeNodesServeAndAllAreLost() {
    nodes = start(MasterSecretHolder.seeded(SECRET));
    ledger.hash = Optional.of(SECRET.hash());
    nodes.forEach(Node::tick);
    assertThat(nodes).allMatch(node -> node.gate.state() instanceof Serving);
    // As it was published: its bytes are all that outlives the nodes.
    file = new CustodyFileReader(CRYPTO).read(nodes.get(1).custody.requireFile().bytes());

    nodes = start(new MasterSecretHolder());
    nodes.forEach(Node::tick);
  }

  @Test
  void lostSecretIsToldWithWhatIsNeeded() {
    for (Node node : nodes) {
      assertThat(node.closed().reason()).isEqualTo(Reason.SECRET_LOST);
      assertThat(node.closed().reason().code()).isEqualTo("secret_lost");
      assertThat(node.closed().detail()).contains("0 of the 2 shares that are needed");
    }
  }

  @Test
  void oneShareChangesNothingButTheDetail() {
    Node node = nodes.get(0);

    assertThat(node.give(1).result()).isEqualTo(Result.COUNTED);
    node.tick();

    assertThat(node.closed().reason()).isEqualTo(Reason.SECRET_LOST);
    assertThat(node.closed().detail()).contains("1 of the 2 shares that are needed");
    assertThat(node.holder.status().isInitialized()).isFalse();
  }

  @Test
  void twoSharesForOneNodeOpenAllOfThemWithTheSameKeys() {
    Node first = nodes.get(0);
    byte[] before = SECRET.keys().derive(APP, "wallet", "", 32);
    first.give(1);

    assertThat(first.give(2).result()).isEqualTo(Result.RECOVERED);
    assertThat(first.ticksAsked).isEqualTo(1);
    nodes.forEach(Node::tick);

    assertThat(first.holder.status().origin()).isEqualTo(Origin.RECOVERED);
    assertThat(nodes.get(1).holder.status().origin()).isEqualTo(Origin.SYNCED);
    for (Node node : nodes) {
      assertThat(node.gate.state()).isInstanceOf(Serving.class);
      assertThat(node.gate.serving().secret().keys().derive(APP, "wallet", "", 32))
          .isEqualTo(before);
    }
    assertThat(first.custody.requireFile().signer()).isEqualTo(first.tee.wallet());
    assertThat(first.custody.requireFile().digest()).isNotEqualTo(file.digest());
  }

  @Test
  void nodesThatWaitForEachOthersDataGiveTheSecretMeanwhile() {
    missing = Optional.of(new MissingData(Reason.AWAITING_SNAPSHOT, "no snapshot yet"));
    Node first = nodes.get(0);
    first.give(1);
    first.give(2);
    first.tick();
    assertThat(first.closed().reason()).isEqualTo(Reason.AWAITING_SNAPSHOT);

    nodes.forEach(Node::tick);

    for (Node node : nodes) {
      assertThat(node.closed().reason()).isEqualTo(Reason.AWAITING_SNAPSHOT);
      assertThat(node.gate.enterAsPeer().secret().hash()).isEqualTo(SECRET.hash());
    }
    assertThat(nodes.get(2).holder.status().origin()).isEqualTo(Origin.SYNCED);
  }

  @Test
  void memberWhoseRecordCanNotBeReadMayHaveTheSecret() {
    ledger.unknown = Map.of(Members.wallet(99), "limited");
    nodes.forEach(Node::tick);

    for (Node node : nodes) {
      assertThat(node.closed().reason()).isEqualTo(Reason.SECRET_UNAVAILABLE);
    }

    ledger.unknown = Map.of();
    nodes.forEach(Node::tick);

    assertThat(nodes).allMatch(node -> node.closed().reason() == Reason.SECRET_LOST);
  }

  @Test
  void sharesForTwoNodesRecoverNeither() {
    nodes.get(0).give(1);
    nodes.get(1).give(2);
    nodes.forEach(Node::tick);

    assertThat(nodes).allMatch(node -> node.closed().reason() == Reason.SECRET_LOST);
  }

  @Test
  void forgedShareIsNamedAndTheNodeStaysClosed() {
    Node node = nodes.get(0);
    node.give(1);
    SecretShare forged = SecretShare.of(3, new byte[32]);

    assertThatThrownBy(
            () ->
                node.custody.give(
                    custodians.key(3).publicKey(),
                    new ShareOffer(Purpose.RECOVER, file, forged, time.instant())))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(Custody.WRONG_SHARE))
        .hasMessageContaining("carla");
    node.tick();

    assertThat(node.closed().detail()).contains("1 of the 2 shares");
  }

  @Test
  void restartForgetsWhatWasGiven() {
    nodes.get(0).give(1);

    nodes = start(new MasterSecretHolder());
    nodes.forEach(Node::tick);

    assertThat(nodes.get(0).give(2).given()).isEqualTo(1);
  }

  @Test
  void nodeThatTheRegistryDropsTakesNoShareOnceItsLastLookIsOld() {
    Node node = nodes.get(0);
    ledger.members.remove(node.member());
    node.tick();
    time.advance(LEASE);

    assertThat(node.closed().reason()).isEqualTo(Reason.NOT_REGISTERED);
    assertThatThrownBy(() -> node.give(1)).hasMessageContaining("try again later");
  }

  @Test
  void recoveredNodeThatIsLostOnceMoreIsRecoveredFromItsOwnFile() {
    Node first = nodes.get(0);
    first.give(1);
    first.give(2);
    first.tick();
    file = first.custody.requireFile();

    nodes = start(new MasterSecretHolder());
    nodes.forEach(Node::tick);
    nodes.get(2).give(3);
    assertThat(nodes.get(2).give(1).result()).isEqualTo(Result.RECOVERED);
    nodes.get(2).tick();

    assertThat(nodes.get(2).gate.state()).isInstanceOf(Serving.class);
  }

  @Test
  void sharesAreRehearsedOnAServingNode() {
    Node first = nodes.get(0);
    first.give(1);
    first.give(2);
    first.tick();

    first.give(2, Purpose.REHEARSE);
    assertThat(first.give(3, Purpose.REHEARSE).result()).isEqualTo(Result.REHEARSED);

    assertThat(first.custody.rehearsedAt()).contains(time.instant());
    assertThat(first.gate.state()).isInstanceOf(Serving.class);
  }

  private List<Node> start(MasterSecretHolder firsts) {
    network.clear();
    ledger.members.clear();
    List<Node> started = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      started.add(new Node(i == 0 ? firsts : new MasterSecretHolder()));
    }
    return started;
  }

  private static byte[] secretBytes() {
    byte[] bytes = new byte[MasterSecret.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (3 * i + 1);
    }
    return bytes;
  }

  /** One node, with new keys as after a restart in an enclave. */
  private final class Node {
    final KeystoreTee tee = new KeystoreTee(TeeKeys.generate(CRYPTO), CRYPTO);
    final Gate gate = new Gate(time, time);
    final MasterSecretHolder holder;
    final Custody custody;
    final NodeTick tick;
    int ticksAsked;

    Node(MasterSecretHolder holder) {
      this.holder = holder;
      KmsConfig.Chain contracts = TestSettings.with(Map.of()).chain();
      KmsConfig.Custody settings = custodians.twoOfThree();
      this.custody =
          new Custody(
              new Custody.Settings(settings, LEASE, Duration.ofSeconds(120)),
              new CustodyFileMaker(settings, contracts, ledger::chainId, tee, CRYPTO, time),
              holder,
              new SecretSharing(CRYPTO),
              () -> ticksAsked++,
              time,
              time);
      SecretSealing sealing = new SecretSealing(CRYPTO);
      this.tick =
          new NodeTick(
              ledger,
              tee,
              new PeerCache(tee::wallet, Members.KMS, new UrlPolicy(true, true), time, time, LEASE),
              peers -> {},
              new MasterSecretReconciler(
                  holder,
                  new SecretBootstrap(holder, tee, ledger, false, peers -> Optional.empty(), time),
                  new SecretSeal(Optional.empty()),
                  new SecretFetch(
                      ScriptedPeers.answering((peer, body, mac, deadline) -> answer(peer, body)),
                      sealing,
                      new ExecutorScheduler(Runnable::run),
                      time,
                      LEASE),
                  peer -> network.get(peer.publicKey()).gate.state() instanceof Serving,
                  custody),
              (block, peers) -> Optional.empty(),
              (secret, peers) -> missing,
              (secret, peers) -> "",
              LEASE,
              time,
              time);
      network.put(tee.publicKey(), this);
      ledger.members.add(member());
    }

    Member member() {
      return Members.member(tee.wallet(), tee.publicKey(), "https://" + tee.wallet() + ".example");
    }

    void tick() {
      tick.run(1, gate.takeControl());
    }

    Unavailable closed() {
      return (Unavailable) gate.state();
    }

    ShareVerdict give(int custodian) {
      return give(custodian, Purpose.RECOVER);
    }

    ShareVerdict give(int custodian, Purpose purpose) {
      return custody.give(
          custodians.key(custodian).publicKey(),
          custodians.offer(custodian, purpose, file, time.instant()));
    }
  }

  /** How a node answers a peer that asks for the secret. */
  private CompletableFuture<JsonNode> answer(Peer peer, ObjectNode request) {
    try (GatePermit pass = network.get(peer.publicKey()).gate.enterAsPeer()) {
      TeePublicKey requester = TeePublicKey.parse(request.path("ecdh_pubkey").asText());
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.set(
          "sealed", new SecretSealing(CRYPTO).seal(requester, pass.secret().secret()).toJson());
      return CompletableFuture.completedFuture(answer);
    } catch (KmsException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** What the contracts say. */
  private static final class Ledger implements Chain {
    final List<Member> members = new ArrayList<>();
    Optional<SecretHash> hash = Optional.of(SECRET.hash());
    Map<Wallet, String> unknown = Map.of();
    private long block;

    @Override
    public ChainSnapshot read() {
      return Members.snapshot(
          ++block, hash, Map.of(), unknown.keySet(), members.toArray(Member[]::new));
    }

    @Override
    public Submission submit(SecretHash submitted) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BigInteger chainId() {
      return BigInteger.valueOf(31_337);
    }
  }
}
