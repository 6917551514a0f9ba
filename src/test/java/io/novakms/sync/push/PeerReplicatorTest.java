package io.novakms.sync.push;

import static io.novakms.sync.Replica.REQUEST_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.peer.Probe;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.store.VectorClock;
import io.novakms.sync.Replica;
import io.novakms.sync.SyncExtensions;
import io.novakms.sync.TaskQueue;
import io.novakms.sync.message.DeltaResponse;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What one peer is sent next. */
class PeerReplicatorTest {
  private static final AppId APP = AppId.of(7);
  private static final Wallet THEIRS = Members.wallet(2);
  private static final Peer PEER =
      Members.peer(
          THEIRS,
          new P384(CryptoProviders.available()).generate().publicKey(),
          "https://p.example");

  private final ManualTime time = new ManualTime();
  private final TaskQueue tasks = new TaskQueue();
  private final DataStore store =
      new DataStore(Members.wallet(1), StoreLimits.of(Replica.LIMITS), time, new SecureRandom());
  private final List<String> sent = new ArrayList<>();
  private final BatchPush.Tools tools =
      new BatchPush.Tools(
          store.feed(),
          ScriptedPeers.answering(
              (peer, body, mac, allowed) -> {
                body.path("data")
                    .forEach(app -> app.forEach(r -> sent.add(r.path("key").asText())));
                return new CompletableFuture<JsonNode>();
              }),
          () -> Members.wallet(1),
          REQUEST_TIME,
          new KnownLives(() -> Members.wallet(1), store.feed()::epoch, THEIRS::equals, time),
          origin -> false,
          time,
          tasks);
  private final PeerReplicator replicator =
      new PeerReplicator(
          PEER,
          new PeerReplicator.Settings(Replica.SETTINGS, REQUEST_TIME, REQUEST_TIME, time, () -> 1),
          store.feed().head(),
          time.nanos());

  @Test
  void recordsOfThePeerGoBackToItShortlyAfterItsStartAndNotLater() {
    look("epoch-1");
    merge("early");
    assertThat(deliver()).containsExactly("early");
    acknowledge(0);
    time.advance(REQUEST_TIME.multipliedBy(2));
    merge("still in time, as far as can be told");
    look("epoch-1");
    assertThat(deliver()).containsExactly("still in time, as far as can be told");
    acknowledge(0);
    merge("late");

    assertThat(deliver()).isEmpty();
  }

  @Test
  void deliveryToAFormerLifeIsGivenUp() {
    put("a");
    look("epoch-1");
    replicator.owe(store.feed().head());
    BatchPush former = replicator.begin(tools, Replica.SECRET.syncMac(), time.nanos());
    CompletableFuture<DeltaResponse> answer = former.start();
    tasks.runAll();

    look("epoch-2");

    assertThat(answer).isCancelled();
    assertThat(replicator.isRunning(former)).isFalse();
    assertThat(deliver()).containsExactly("a");
  }

  @Test
  void rejectedRecordsAreOfferedAgainAndSoonWhereTheFormerOnesWereTaken() {
    put("a");
    look("epoch-1");
    deliver();
    acknowledge(1);
    assertThat(deliver()).isEmpty();

    time.advance(RejectedRetry.FIRST);
    look("epoch-1");
    assertThat(deliver()).containsExactly("a");
    acknowledge(0);

    put("b");
    deliver();
    acknowledge(1);
    time.advance(RejectedRetry.FIRST);
    look("epoch-1");
    assertThat(deliver()).containsExactly("b");
  }

  @Test
  void whatWasRejectedBeforeARestartIsNotOfferedTwice() {
    put("a");
    look("epoch-1");
    deliver();
    acknowledge(1);
    look("epoch-2");
    assertThat(deliver()).containsExactly("a");
    acknowledge(0);

    time.advance(RejectedRetry.FIRST);
    look("epoch-2");

    assertThat(deliver()).isEmpty();
  }

  @Test
  void deliveryThatIsGivenUpBeforeItWasReadIsNotSent() {
    put("a");
    look("epoch-1");
    replicator.owe(store.feed().head());
    replicator.begin(tools, Replica.SECRET.syncMac(), time.nanos()).start();
    replicator.cancel();
    tasks.runAll();

    assertThat(sent).isEmpty();
  }

  @Test
  void peerThatTellsNoEpochGetsEverythingOnceAnHourButNotInTheMiddleOfGettingIt() {
    int batch = Replica.SETTINGS.batchSize();
    for (int i = 0; i <= batch; i++) {
      put("key-" + i);
    }
    look(Optional.empty());
    assertThat(deliver()).hasSize(batch);
    acknowledge(0);
    time.advance(Duration.ofHours(1));

    look(Optional.empty());
    assertThat(deliver()).containsExactly("key-" + batch);
    acknowledge(0);
    look(Optional.empty());

    assertThat(deliver()).hasSize(batch);
  }

  @Test
  void newPeerIsProbedFirstUnlessThatTakesTooLong() {
    put("a");
    replicator.owe(store.feed().head());
    assertThat(replicator.isDue(time.nanos())).isFalse();
    time.advance(REQUEST_TIME);
    assertThat(replicator.isDue(time.nanos())).isTrue();
  }

  @Test
  void flushDoesNotWaitForAProbe() {
    put("a");
    replicator.owe(store.feed().head());
    replicator.retryNow();

    assertThat(replicator.isDue(time.nanos())).isTrue();
  }

  private void look(String epoch) {
    look(Optional.of(epoch));
  }

  private void look(Optional<String> epoch) {
    PeerStatus status =
        new PeerStatus(
            Optional.of(THEIRS),
            true,
            true,
            SecretState.SYNCED,
            true,
            epoch,
            SyncExtensions.NAMES,
            PeerOutlook.NONE);
    Probe probe =
        new Probe(
            OptionalInt.of(200),
            Duration.ZERO,
            time.instant(),
            Optional.of(status),
            Optional.empty());
    replicator.look(PEER, Optional.of(probe), store.feed().head(), time.nanos());
  }

  private void put(String key) {
    store.put(APP, key, new byte[30], 0);
  }

  /** Takes in a record that the peer sent. */
  private void merge(String key) {
    VectorClock version = VectorClock.of(Map.of(THEIRS, 1L));
    store.merge(APP, new DataRecord(key, new byte[30], version, time.millis(), 0), THEIRS);
  }

  /** The keys of the next batch, where there is one. */
  private List<String> deliver() {
    sent.clear();
    replicator.owe(store.feed().head());
    if (replicator.isDue(time.nanos())) {
      replicator.begin(tools, Replica.SECRET.syncMac(), time.nanos()).start();
      tasks.runAll();
    }
    return List.copyOf(sent);
  }

  private void acknowledge(long rejected) {
    DeltaResponse answer =
        new DeltaResponse(rejected, 0, 0, rejected, Map.of(), Optional.empty(), Optional.empty());
    replicator.acknowledged(answer, store.feed().head(), time.nanos());
  }
}
