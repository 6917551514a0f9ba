package io.novakms.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.P384;
import io.novakms.crypto.SecretSealing;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerTransport;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.Member;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a secret is looked for among peers that fail, lie, or say nothing. */
class SecretFetchTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final SecretSealing SEALING = new SecretSealing(PROVIDERS);
  private static final Scheduler WAITING = new ExecutorScheduler(Runnable::run);
  private static final TeePublicKey KEY = new P384(PROVIDERS).generate().publicKey();
  private static final SecretHash WANTED = TestSecrets.secret(1).hash();

  private final Map<Wallet, CompletableFuture<JsonNode>> silent = new ConcurrentHashMap<>();
  private final Queue<Wallet> asked = new ConcurrentLinkedQueue<>();
  private final Set<String> keysSeen = ConcurrentHashMap.newKeySet();

  @FunctionalInterface
  private interface Behaviour {
    CompletableFuture<JsonNode> answer(int number, ObjectNode request);
  }

  @Test
  void honestPeerIsFoundBehindEveryKindOfLiar() {
    SecretFetch fetch =
        fetch(
            (number, request) ->
                switch (number) {
                  case 2 -> answer(sealed(request, 2));
                  case 3 -> answer(JsonNodeFactory.instance.objectNode());
                  case 4 -> answer(sealedForSomeoneElse());
                  case 5 -> CompletableFuture.failedFuture(new IllegalStateException("refused"));
                  case 6 -> answer(JsonNodeFactory.instance.objectNode().put("sealed", "x"));
                  case 7 -> answer(shortSecret(request));
                  default -> answer(sealed(request, 1));
                },
            Duration.ofSeconds(20));

    SecretFetch.Outcome outcome = fetch.fetch(WANTED, peers(2, 9));

    assertThat(outcome.fetched().orElseThrow().secret()).isEqualTo(TestSecrets.secret(1));
    assertThat(outcome.fetched().orElseThrow().from().wallet())
        .isIn(Members.wallet(8), Members.wallet(9));
  }

  @Test
  void peerThatSaysNothingDelaysNoOtherAndIsCancelled() {
    SecretFetch fetch =
        fetch(
            (number, request) -> number == 9 ? answer(sealed(request, 1)) : silence(number),
            Duration.ofMinutes(5));

    SecretFetch.Outcome outcome = fetch.fetch(WANTED, peers(2, 9));

    assertThat(outcome.fetched()).isPresent();
    assertThat(silent.values()).hasSize(7).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void everyPeerIsTriedWhereNoneIsRight() {
    SecretFetch fetch =
        fetch((number, request) -> answer(sealed(request, 2)), Duration.ofMinutes(5));

    SecretFetch.Outcome outcome = fetch.fetch(WANTED, peers(2, 41));

    assertThat(outcome.fetched()).isEmpty();
    assertThat(asked)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(2, 41).mapToObj(Members::wallet).toList());
    assertThat(outcome.detail()).contains("of 40 peers", "40 with a wrong secret");
  }

  @Test
  void answerSealedForAnotherKeyCountsAsAnsweredAndEndsNoSearch() {
    SecretFetch fetch =
        fetch((number, request) -> answer(sealedForSomeoneElse()), Duration.ofMinutes(5));

    SecretFetch.Outcome outcome = fetch.fetch(WANTED, peers(2, 21));

    assertThat(outcome.fetched()).isEmpty();
    assertThat(outcome.detail()).contains("20 answered", "no sealed secret");
  }

  @Test
  void everyRequestHasAKeyOfItsOwn() {
    fetch((number, request) -> answer(sealed(request, 2)), Duration.ofMinutes(5))
        .fetch(WANTED, peers(2, 11));

    assertThat(keysSeen).hasSize(10);
  }

  @Test
  void searchThatItsBudgetEndsGoesOnWithThePeersThatWereNotReached() {
    Ticker running = System::nanoTime;
    Behaviour behaviour =
        (number, request) ->
            number <= 3
                ? CompletableFuture.failedFuture(new IllegalStateException())
                : number <= 11 ? silence(number) : answer(sealed(request, 1));
    SecretFetch fetch =
        new SecretFetch(ask(behaviour), SEALING, WAITING, running, Duration.ofSeconds(2));
    PeerSet peers = peers(2, 13);

    int searches = 0;
    Optional<SecretFetch.Found> found = Optional.empty();
    while (found.isEmpty() && searches < 2) {
      found = fetch.fetch(WANTED, peers).fetched();
      searches++;
    }

    assertThat(found).isPresent();
  }

  @Test
  void noPeersIsSaidInWords() {
    SecretFetch.Outcome outcome =
        fetch((number, request) -> silence(number), Duration.ofSeconds(1))
            .fetch(WANTED, peers(2, 1));

    assertThat(outcome.fetched()).isEmpty();
    assertThat(outcome.detail()).contains("no peer");
  }

  @Test
  void detailNeverCarriesASecretOrAPeersWords() {
    SecretFetch.Outcome outcome =
        fetch(
                (number, request) ->
                    CompletableFuture.failedFuture(new IllegalStateException("<script>")),
                Duration.ofSeconds(1))
            .fetch(WANTED, peers(2, 3));

    assertThat(outcome.detail()).doesNotContain("<script>");
  }

  private SecretFetch fetch(Behaviour behaviour, Duration budget) {
    return new SecretFetch(ask(behaviour), SEALING, WAITING, System::nanoTime, budget);
  }

  private PeerTransport ask(Behaviour behaviour) {
    return ScriptedPeers.answering(
        (peer, request, mac, time) -> {
          assertThat(request.path("type").textValue()).isEqualTo("master_secret_request");
          asked.add(peer.wallet());
          keysSeen.add(request.path("ecdh_pubkey").textValue());
          int number = Integer.parseInt(peer.wallet().address().substring(34), 16);
          return behaviour.answer(number, request);
        });
  }

  private CompletableFuture<JsonNode> silence(int number) {
    return silent.computeIfAbsent(Members.wallet(number), w -> new CompletableFuture<>());
  }

  private static CompletableFuture<JsonNode> answer(JsonNode inner) {
    return CompletableFuture.completedFuture(inner);
  }

  private static JsonNode sealed(ObjectNode request, int fill) {
    return sealed(
        TeePublicKey.parse(request.path("ecdh_pubkey").textValue()), TestSecrets.secret(fill));
  }

  private static JsonNode sealedForSomeoneElse() {
    return sealed(KEY, TestSecrets.secret(1));
  }

  private static JsonNode shortSecret(ObjectNode request) {
    ObjectNode answer = (ObjectNode) sealed(request, 1);
    ObjectNode sealed = (ObjectNode) answer.path("sealed");
    sealed.put("encrypted_data", sealed.path("encrypted_data").textValue().substring(2));
    return answer;
  }

  private static JsonNode sealed(TeePublicKey receiver, MasterSecret secret) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("sealed", SEALING.seal(receiver, secret).toJson());
    return answer;
  }

  private static PeerSet peers(int from, int to) {
    ManualTime time = new ManualTime();
    PeerCache cache =
        new PeerCache(
            () -> Members.wallet(1),
            Members.KMS,
            new UrlPolicy(true, true),
            time,
            time,
            Duration.ofSeconds(30));
    return cache.refresh(
        Members.snapshot(
            1,
            Optional.of(WANTED),
            IntStream.rangeClosed(from, to)
                .mapToObj(i -> Members.member(Members.wallet(i), KEY, "https://p" + i + ".example"))
                .toArray(Member[]::new)));
  }
}
