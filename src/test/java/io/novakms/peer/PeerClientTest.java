package io.novakms.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.P384KeyPair;
import io.novakms.crypto.SecretSealing;
import io.novakms.crypto.SyncMac;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.sync.message.MasterSecretResponse;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Sealed;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.testing.ForwardingTee;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawServer;
import io.novakms.transport.PeerHttpClient;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerClientTest {
  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final Duration LITTLE = Duration.ofMillis(700);
  private static final int LIMIT = 100_000;
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final SecretSealing SEALING = new SecretSealing(PROVIDERS);

  private final Tee tee = new KeystoreTee(TeeKeys.generate(PROVIDERS), PROVIDERS);
  private final MasterSecret secret = MasterSecret.of(tee.random(MasterSecret.BYTES));
  private final Optional<SyncMac> mac = Optional.of(secret.keys().syncMac());
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final PeerHttp http = http();
  private final ManualTime time = new ManualTime();
  private final PeerClocks clocks = new PeerClocks(Clock.systemUTC(), time);
  private final PeerClient client = client(PLENTY);
  private final P384KeyPair fresh = SEALING.requestKeys();

  @AfterEach
  void stop() {
    http.close();
    executor.shutdownNow();
  }

  @Test
  void honestPeerHandsOverTheSecret() throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee)) {
      JsonNode answer = get(ask(peer));

      assertThat(SEALING.open(fresh, MasterSecretResponse.of(answer).sealed())).isEqualTo(secret);
      assertThat(peer.asked()).containsExactly(secretRequest());
    }
  }

  @Test
  void requestBearsTheSyncSignature() throws Exception {
    try (PeerServer peer = echoing(PeerServer.honest(secret).knowing(tee))) {
      assertThat(get(client.sync(peer.peer(), delta(), mac, PLENTY)).path("you_said"))
          .isEqualTo(delta());
    }
  }

  @Test
  void requestUnderAnotherSyncKeyIsRefused() {
    Optional<SyncMac> other =
        Optional.of(MasterSecret.of(tee.random(MasterSecret.BYTES)).keys().syncMac());
    try (PeerServer peer = echoing(PeerServer.honest(secret).knowing(tee))) {
      for (Optional<SyncMac> wrong : List.of(other, Optional.<SyncMac>empty())) {
        PeerException failure = fails(client.sync(peer.peer(), delta(), wrong, PLENTY));

        assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
        assertThat(failure.status()).hasValue(403);
        assertThat(failure.refusal()).isEqualTo("forbidden");
      }
      assertThat(peer.asked()).isEmpty();
    }
  }

  @Test
  void peerThatDoesNotKnowThisNodeRefuses() {
    try (PeerServer peer = PeerServer.honest(secret)) {
      PeerException failure = fails(ask(peer));

      assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
      assertThat(failure.kind()).isEqualTo(KmsException.Kind.UNAVAILABLE);
      assertThat(failure).hasMessage("it answered with HTTP status 403, forbidden");
    }
  }

  @Test
  void peerWithoutASecretSaysSo() {
    try (PeerServer peer = PeerServer.withoutSecret().knowing(tee)) {
      PeerException failure = fails(ask(peer));

      assertThat(failure.status()).hasValue(503);
      assertThat(failure.refusal()).isEqualTo("service_unavailable");
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "UNSIGNED",
        "BROKEN_SIGNATURE",
        "OTHERS_SIGNATURE",
        "SIGNATURE_OF_SOMETHING_ELSE",
        "OTHERS_ENVELOPE",
        "FORGED_ENVELOPE",
        "FLIPPED_BIT",
        "PLAINTEXT",
        "HUGE_UNSIGNED"
      })
  void answerThatIsNotProvenToBeThePeersIsRefused(Lie lie) {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(lie)) {
      assertThat(fails(ask(peer)).fault()).isEqualTo(Fault.UNTRUSTED);
      assertThat(peer.asked()).as("what it answered to").hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OLD_ENVELOPE", "OLD_ANSWER"})
  void answerToAnEarlierRequestIsRefused(Lie lie) throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee)) {
      get(ask(peer));

      assertThat(fails(ask(peer.lying(lie))).fault()).isEqualTo(Fault.UNTRUSTED);
      get(ask(peer.honestAgain()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBAGE", "DEEP_JSON", "ARRAY_ANSWER", "BROKEN_NONCE"})
  void garbledAnswerIsRefusedAndNotQuoted(Lie lie) {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(lie)) {
      PeerException failure = fails(ask(peer));

      assertThat(failure.fault()).isEqualTo(Fault.GARBLED);
      assertThat(failure).hasMessageNotContaining("secret words");
    }
  }

  @Test
  void answerThatThisNodesTeeDoesNotOpenInOnePieceIsTooLarge() {
    Tee small =
        new ForwardingTee(tee) {
          @Override
          public String decrypt(TeePublicKey sender, Sealed sealed) {
            throw new KmsException(KmsException.Kind.TOO_LARGE, "over 10 MiB");
          }
        };
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee)) {
      assertThat(fails(ask(client(PLENTY, small), peer, PLENTY)).fault())
          .isEqualTo(Fault.TOO_LARGE);
    }
  }

  @Test
  void hugeAnswerIsCutOff() {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(Lie.HUGE)) {
      PeerException failure = fails(ask(peer));

      assertThat(failure.fault()).isEqualTo(Fault.TOO_LARGE);
      assertThat(peer.bytesPoured()).isLessThan(20_000_000);
    }
  }

  @Test
  void dripEndsWithTheRequestsTime() {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(Lie.DRIP)) {
      // On a loaded machine a little time may end before the first drop.
      for (Duration time = LITTLE; peer.bytesPoured() == 0; time = time.multipliedBy(2)) {
        assertThat(time).as("it drips within this time").isLessThan(PLENTY);
        PeerException failure = fails(ask(client(time), peer, PLENTY));

        assertThat(failure.fault()).isEqualTo(Fault.TIMED_OUT);
      }
    }
  }

  @Test
  void silenceEndsWithTheRequestsTime() {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(Lie.SILENCE)) {
      long start = System.nanoTime();

      assertThat(fails(ask(client(LITTLE), peer, PLENTY)).fault()).isEqualTo(Fault.TIMED_OUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(LITTLE, Duration.ofSeconds(15));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENCE", "DRIP"})
  void deadlineEndsEverything(Lie lie) {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(lie)) {
      long start = System.nanoTime();
      PeerException failure = fails(ask(client, peer, LITTLE));

      assertThat(failure.fault()).isEqualTo(Fault.TIMED_OUT);
      assertThat(failure).hasMessageContaining("deadline");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(LITTLE, Duration.ofSeconds(15));
    }
  }

  @Test
  void hangingUpIsUnreachable() {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(Lie.HANG_UP)) {
      assertThat(fails(ask(peer)).fault()).isEqualTo(Fault.UNREACHABLE);
    }
  }

  @Test
  void stoppedPeerIsUnreachable() {
    PeerServer peer = PeerServer.honest(secret).knowing(tee);
    peer.close();

    assertThat(fails(ask(peer)).fault()).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void redirectIsARefusal() {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(Lie.REDIRECT)) {
      PeerException failure = fails(ask(peer));

      assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
      assertThat(failure.status()).hasValue(307);
    }
  }

  @Test
  void stackTraceIsNotQuoted() {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(Lie.STACK_TRACE)) {
      PeerException failure = fails(ask(peer));

      assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
      assertThat(failure.status()).hasValue(500);
      assertThat(failure.refusal()).isEmpty();
      assertThat(failure).hasMessage("it answered with HTTP status 500");
      assertThat(failure).hasNoCause();
    }
  }

  @Test
  void perfectLiesAreForTheCallerToFindOut() throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(Lie.WRONG_SECRET)) {
      JsonNode answer = get(ask(peer));

      assertThat(SEALING.open(fresh, MasterSecretResponse.of(answer).sealed()))
          .isNotEqualTo(secret);
    }
  }

  @Test
  void nonceOfTheLastAnswerSavesAFetch() throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee)) {
      get(ask(peer));
      get(ask(peer));
      get(ask(peer));

      assertThat(peer.asked()).hasSize(3);
      assertThat(peer.noncesFetched()).isEqualTo(1);
    }
  }

  @Test
  void keptNonceServesOneRequestOnly() throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee)) {
      get(ask(peer));

      List<CompletableFuture<JsonNode>> both = List.of(ask(peer), ask(peer));
      for (CompletableFuture<JsonNode> one : both) {
        get(one);
      }

      assertThat(peer.noncesFetched()).isEqualTo(2);
    }
  }

  @Test
  void refusedKeptNonceIsReplacedByAFreshOneOnce() throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee)) {
      get(ask(peer));
      get(ask(peer.lying(Lie.STALE_NEXT_NONCE)));

      assertThat(peer.asked()).hasSize(2);
      assertThat(peer.noncesFetched()).isEqualTo(2);

      assertThat(fails(ask(peer.lying(Lie.REFUSAL))).status()).hasValue(403);
      assertThat(peer.noncesFetched()).as("one more try, and no third").isEqualTo(3);
    }
  }

  @Test
  void keptNonceIsNotUsedAfterItsTime() throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee)) {
      get(ask(peer));
      time.advance(Duration.ofSeconds(91));
      get(ask(peer));

      assertThat(peer.noncesFetched()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSIGNED", "OTHERS_SIGNATURE"})
  void nonceOfAnAnswerThatIsNotProvenIsNotUsed(Lie lie) throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).knowing(tee).lying(lie)) {
      fails(ask(peer));
      get(ask(peer.honestAgain()));

      assertThat(peer.noncesFetched()).isEqualTo(2);
    }
  }

  @Test
  void cancellingEndsTheRequest() {
    try (RawServer peer = RawServer.answering("")) {
      Peer silent = SamplePeers.peerAt(peer.url());
      CompletableFuture<JsonNode> answer =
          client.sync(silent, secretRequest(), Optional.empty(), PLENTY);
      await().atMost(PLENTY).until(() -> peer.accepted() == 1);

      answer.cancel(true);

      await().atMost(PLENTY).until(() -> peer.abandoned() == 1);
    }
  }

  @Test
  void oneBadPeerDelaysNoOther() throws Exception {
    try (PeerServer good = PeerServer.honest(secret).knowing(tee);
        PeerServer silent = PeerServer.honest(secret).knowing(tee).lying(Lie.SILENCE);
        PeerServer huge = PeerServer.honest(secret).knowing(tee).lying(Lie.HUGE)) {
      CompletableFuture<JsonNode> never = ask(silent);
      CompletableFuture<JsonNode> cut = ask(huge);

      get(ask(good));

      assertThat(never).isNotDone();
      assertThat(fails(cut).fault()).isEqualTo(Fault.TOO_LARGE);
      never.cancel(true);
    }
  }

  @Test
  void statusSaysWhatThePeerSays() throws Exception {
    try (PeerServer peer = PeerServer.honest(secret).restarted("epoch-7")) {
      PeerStatus status = get(client.status(peer.peer()));
      PeerSet members =
          new PeerSet(
              List.of(peer.peer()),
              Map.of(),
              Map.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      assertThat(clocks.offsets(members))
          .singleElement()
          .satisfies(offset -> assertThat(offset.abs()).isLessThan(PLENTY));

      assertThat(status.wallet()).contains(peer.tee().wallet());
      assertThat(status.serviceAvailable()).isTrue();
      assertThat(status.secret()).isEqualTo(SecretState.SEEDED);
      assertThat(status.hasSecret()).isTrue();
      assertThat(status.bootEpoch()).contains("epoch-7");
    }
  }

  @Test
  void statusOfAnotherNodeIsNotThePeers() {
    try (PeerServer peer = PeerServer.honest(secret)) {
      Peer other = SamplePeers.peerAt(peer.url());

      PeerException failure = fails(client.status(other));

      assertThat(failure.fault()).isEqualTo(Fault.UNTRUSTED);
      assertThat(failure.status()).hasValue(200);
    }
  }

  @Test
  void statusFailuresCarryTheHttpStatusWhereThereIsOne() {
    try (PeerServer broken = PeerServer.honest(secret).lying(Lie.STACK_TRACE);
        PeerServer gone = PeerServer.honest(secret).lying(Lie.HANG_UP);
        RawServer garbled = RawServer.answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]");
        RawServer unsigned = RawServer.answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        RawServer huge =
            RawServer.answering("HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n{}")) {
      assertThat(fails(client.status(broken.peer())).status()).hasValue(500);
      assertThat(fails(client.status(gone.peer())).status()).isEmpty();
      for (RawServer server : List.of(garbled, unsigned, huge)) {
        Peer peer = SamplePeers.peerAt(server.url());
        assertThat(fails(client.status(peer)).status()).hasValue(200);
      }
    }
  }

  @Test
  void limitsComeFromTheSettings() {
    KmsConfig.Peers peers =
        new KmsConfig.Peers(
            PLENTY, true, Optional.empty(), Duration.ofSeconds(3), Duration.ofSeconds(10));
    KmsConfig.Auth auth =
        new KmsConfig.Auth(Duration.ofSeconds(120), 4096, 120, 30, 1, List.of(), false, true);

    assertThat(
            PeerClient.Limits.of(peers, new KmsConfig.Sync(PLENTY, 500, 52_428_800, false), auth))
        .isEqualTo(
            new PeerClient.Limits(Duration.ofSeconds(10), 52_428_800, Duration.ofSeconds(90)));
    assertThat(
            PeerClient.Limits.of(
                peers, new KmsConfig.Sync(PLENTY, 500, Long.MAX_VALUE, false), auth))
        .extracting(PeerClient.Limits::maxAnswerBytes)
        .isEqualTo(Integer.MAX_VALUE - 8);
  }

  private CompletableFuture<JsonNode> ask(PeerServer peer) {
    return ask(client, peer, PLENTY);
  }

  private CompletableFuture<JsonNode> ask(PeerClient with, PeerServer peer, Duration deadline) {
    return with.sync(peer.peer(), secretRequest(), Optional.empty(), deadline);
  }

  private ObjectNode secretRequest() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "master_secret_request")
        .put("ecdh_pubkey", fresh.publicKey().hex());
  }

  private static ObjectNode delta() {
    ObjectNode delta = JsonNodeFactory.instance.objectNode().put("type", "delta");
    delta.putObject("data");
    return delta;
  }

  private static PeerServer echoing(PeerServer peer) {
    return peer.answering(
        "delta",
        request -> {
          ObjectNode answer = JsonNodeFactory.instance.objectNode().put("status", "ok");
          answer.set("you_said", request);
          return answer;
        });
  }

  private PeerClient client(Duration requestTime) {
    return client(requestTime, tee);
  }

  private PeerClient client(Duration requestTime, Tee opening) {
    return new PeerClient(
        http,
        new PeerProof(tee, new Eip191(PROVIDERS), Clock.systemUTC()),
        new Envelopes(opening, new ReplayGuard(PROVIDERS, 1000)),
        new PeerClient.Limits(requestTime, LIMIT, Duration.ofSeconds(90)),
        new ExecutorScheduler(executor),
        time,
        clocks);
  }

  private PeerHttp http() {
    KmsConfig.Peers settings =
        new KmsConfig.Peers(PLENTY, true, Optional.empty(), Duration.ofSeconds(5), PLENTY);
    return PeerHttpClient.open(
        settings, new UrlPolicy(false, true), new ExecutorScheduler(executor));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  private static PeerException fails(CompletableFuture<?> future) {
    try {
      future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(PeerException.class);
      return (PeerException) e.getCause();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("it did not fail");
  }
}
