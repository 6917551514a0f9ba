package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerClient;
import io.novakms.peer.PeerClocks;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.PeerProof;
import io.novakms.peer.UrlPolicy;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import io.novakms.testing.TlsEnd;
import io.novakms.testing.TlsEnd.Told;
import io.novakms.transport.PeerHttpClient;
import io.novakms.wiring.server.ExecutorScheduler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a machine that ends TLS in front of a node can make another node believe: nothing. */
class HostileTlsEndOfPeerTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();

  private final TestNode node =
      new TestNode(TestSettings.with(Map.of()), Clock.systemUTC(), new ManualTime(), Runnable::run);
  private final Tee tee = new KeystoreTee(TeeKeys.generate(PROVIDERS), PROVIDERS);
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final PeerHttp http =
      PeerHttpClient.open(
          new KmsConfig.Peers(
              PLENTY, true, Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(10)),
          new UrlPolicy(false, true),
          new ExecutorScheduler(executor));
  private final PeerClient client =
      new PeerClient(
          http,
          new PeerProof(tee, new Eip191(PROVIDERS), Clock.systemUTC()),
          new Envelopes(tee, new ReplayGuard(PROVIDERS, 1000)),
          new PeerClient.Limits(PLENTY, 1_000_000, Duration.ofSeconds(90)),
          new ExecutorScheduler(executor),
          System::nanoTime,
          new PeerClocks(Clock.systemUTC(), System::nanoTime));
  private TlsEnd end;
  private Peer peer;

  @BeforeEach
  void start() throws Exception {
    node.members(Members.member(tee.wallet(), tee.publicKey(), "http://caller.example:8080"));
    node.heart.open();
    end = new TlsEnd(URI.create("http://" + server.serve(node).authority()));
    peer = Members.peer(node.tee.wallet(), node.tee.publicKey(), end.url().toString());
    client.status(peer).get(PLENTY.toSeconds(), TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    end.close();
    http.close();
    executor.shutdownNow();
  }

  @Test
  void honestEndChangesNothing() throws Exception {
    assertThat(ask("1").path("text").textValue()).isEqualTo("1");
    assertThat(node.answered).singleElement().matches(request -> request.inner().has("bound"));

    PeerException refusal = fails(JsonNodeFactory.instance.objectNode().put("type", "no such"));
    assertThat(refusal.fault()).isEqualTo(Fault.REFUSED);
    assertThat(refusal.status()).hasValue(400);
    assertThat(refusal.refusal()).isEqualTo("bad_request");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 413})
  void forgedRefusalIsNotBelieved(int status) {
    String forged = "{\"code\": \"too_large\", \"message\": \"words\"}";
    end.does(
        (node, asked) -> {
          Told told = node.ask(asked);
          return asked.target().equals("/nonce") ? told : told.saying(status, forged);
        });

    assertThat(fails(echo("1")).fault()).isEqualTo(Fault.UNTRUSTED);
  }

  @Test
  void answersOfTwoRequestsThatAreSwappedAreNotBelieved() {
    end.withholdsAnswers();
    assertThat(fails(echo("1")).fault()).isEqualTo(Fault.UNREACHABLE);
    end.givesWhatItKept(200);

    assertThat(fails(echo("2")).fault()).isEqualTo(Fault.UNTRUSTED);
  }

  @Test
  void receiptThatWasHeldBackIsNotBelievedLater() throws Exception {
    end.withholdsAnswers();
    assertThat(fails(echo("1")).fault()).isEqualTo(Fault.UNREACHABLE);
    end.isHonest();
    ask("2");
    end.givesWhatItKept(200);

    assertThat(fails(echo("1")).fault()).isEqualTo(Fault.UNTRUSTED);
  }

  @Test
  void refusalThatWasHeldBackIsNotBelievedLater() {
    end.withholdsAnswers();
    fails(JsonNodeFactory.instance.objectNode().put("type", "no such"));
    end.givesWhatItKept(400);

    assertThat(fails(echo("1")).fault()).isEqualTo(Fault.UNTRUSTED);
  }

  @Test
  void answerThatIsGivenAgainIsNotBelieved() throws Exception {
    end.copiesAnswers();
    ask("1");
    end.givesWhatItKept(200);

    assertThat(fails(echo("1")).fault()).isEqualTo(Fault.UNTRUSTED);
  }

  @Test
  void statusThatHidesTheExtensionTurnsNothingOff() throws Exception {
    ask("1");
    end.does(
        (node, asked) -> {
          Told told = node.ask(asked);
          return told.saying(told.status(), told.body().replace("bound_answer", "no_answer"));
        });
    client.status(peer).get(PLENTY.toSeconds(), TimeUnit.SECONDS);
    end.withholdsAnswers();
    assertThat(fails(echo("1")).fault()).isEqualTo(Fault.UNREACHABLE);
    end.givesWhatItKept(200);

    assertThat(fails(echo("2")).fault()).isEqualTo(Fault.UNTRUSTED);
  }

  @Test
  void envelopeUnderTheProofOfAnotherRequestIsRefused() {
    AtomicReference<byte[]> first = new AtomicReference<>();
    end.does(
        (node, asked) -> {
          first.set(asked.body());
          return asked.target().equals("/nonce") ? node.ask(asked) : null;
        });
    fails(echo("1"));
    end.does(
        (node, asked) ->
            node.ask(asked.target().equals("/nonce") ? asked : asked.withBody(first.get())));

    PeerException refusal = fails(echo("2"));

    assertThat(refusal.fault()).isEqualTo(Fault.REFUSED);
    assertThat(refusal.status()).hasValue(403);
    assertThat(node.answered).isEmpty();
  }

  private JsonNode ask(String text) throws Exception {
    return client
        .sync(peer, echo(text), Optional.of(node.secret.keys().syncMac()), PLENTY)
        .get(PLENTY.toSeconds(), TimeUnit.SECONDS);
  }

  private PeerException fails(ObjectNode request) {
    ExecutionException failure =
        catchThrowableOfType(
            ExecutionException.class,
            () ->
                client
                    .sync(peer, request, Optional.of(node.secret.keys().syncMac()), PLENTY)
                    .get(PLENTY.toSeconds(), TimeUnit.SECONDS));
    assertThat(failure).as("what became of the request").isNotNull();
    assertThat(failure).hasCauseInstanceOf(PeerException.class);
    return (PeerException) failure.getCause();
  }

  private static ObjectNode echo(String text) {
    return JsonNodeFactory.instance.objectNode().put("type", "echo").put("text", text);
  }
}
