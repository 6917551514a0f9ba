package io.novakms.sync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.model.TeePublicKey;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerFaults;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.sync.snapshot.StatusPoll.Answer;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusPollTest {
  private static final TeePublicKey KEY =
      new P384(CryptoProviders.available()).generate().publicKey();
  private static final List<Peer> PEERS =
      IntStream.range(0, 20)
          .mapToObj(i -> Members.peer(Members.wallet(i), KEY, "https://p" + i + ".example"))
          .toList();
  private static final PeerStatus STATUS =
      new PeerStatus(
          Optional.empty(),
          true,
          true,
          SecretState.SYNCED,
          true,
          Optional.empty(),
          List.of(),
          PeerOutlook.NONE);
  private static final long SHORTLY = Duration.ofMillis(1).toNanos();

  private final ManualTime time = new ManualTime();
  private final Map<Peer, CompletableFuture<PeerStatus>> calls = new LinkedHashMap<>();
  private final StatusPoll poll =
      new StatusPoll(
          ScriptedPeers.telling(
              peer -> {
                calls.put(peer, new CompletableFuture<>());
                return calls.get(peer);
              }),
          PEERS,
          new ExecutorScheduler(Runnable::run),
          time);

  @Test
  void onlySomePeersAreAskedAtOnceAndMoreAsAnswersCome() throws InterruptedException {
    assertThat(poll.next(SHORTLY)).isEmpty();
    assertThat(calls).hasSize(8);
    calls.get(PEERS.get(5)).complete(STATUS);

    assertThat(poll.next(SHORTLY)).contains(new Answer(PEERS.get(5), Optional.of(STATUS)));
    assertThat(poll.next(SHORTLY)).isEmpty();

    assertThat(calls).hasSize(9);
  }

  @Test
  void failureIsAnAnswerWithoutAStatus() throws InterruptedException {
    poll.next(SHORTLY);
    calls.get(PEERS.get(0)).completeExceptionally(PeerFaults.of(Fault.UNREACHABLE));

    assertThat(poll.next(SHORTLY)).contains(new Answer(PEERS.get(0), Optional.empty()));
  }

  @Test
  void noPeerIsAskedWhenThereIsNoTimeForAnAnswer() throws InterruptedException {
    assertThat(poll.next(0)).isEmpty();
    assertThat(poll.next(-1)).isEmpty();

    assertThat(calls).isEmpty();
    assertThat(poll.hasNext()).isTrue();
  }

  @Test
  void silenceIsMeasuredFromTheQuestion() throws InterruptedException {
    poll.next(SHORTLY);
    calls.get(PEERS.get(0)).complete(STATUS);
    time.advance(Duration.ofSeconds(1));
    poll.next(SHORTLY);
    poll.next(SHORTLY);

    assertThat(poll.silentFor(Duration.ofSeconds(1))).isEqualTo(PEERS.subList(1, 8));
    assertThat(poll.silentFor(Duration.ZERO)).isEqualTo(PEERS.subList(1, 9));
    assertThat(poll.silentFor(Duration.ofSeconds(2))).isEmpty();
  }

  @Test
  void everyPeerIsHandedOutOnce() throws InterruptedException {
    int count = 0;
    while (poll.hasNext()) {
      poll.next(SHORTLY);
      calls.values().forEach(call -> call.complete(STATUS));
      count++;
    }

    assertThat(calls).hasSize(20);
    assertThat(count).isBetween(20, 40);
  }

  @Test
  void endOfASurveyEndsItsCalls() throws InterruptedException {
    poll.next(SHORTLY);
    poll.close();

    assertThat(calls.values()).hasSize(8).allMatch(CompletableFuture::isCancelled);
  }
}
