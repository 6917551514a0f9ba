package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.novakms.devnet.AppCallException;
import io.novakms.devnet.AppClient;
import io.novakms.devnet.AppHttp;
import io.novakms.devnet.AppKeys;
import io.novakms.devnet.NodeContact;
import io.novakms.model.AppId;
import io.novakms.registry.AppCaller;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import io.novakms.testing.TlsEnd;
import io.novakms.testing.TlsEnd.Told;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine that ends TLS between an app and its node can make the app believe: nothing. */
class HostileTlsEndTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final Duration PLENTY = Duration.ofSeconds(30);

  private final TestNode node =
      new TestNode(TestSettings.with(Map.of()), Clock.systemUTC(), new ManualTime(), Runnable::run);
  private final AppKeys keys = AppKeys.random();
  private TlsEnd end;
  private AppClient app;

  @BeforeEach
  void start() {
    node.heart.open();
    node.registry.put(
        keys.wallet(),
        () -> new AppCaller(AppId.of(49), BigInteger.ONE, keys.publicKey(), keys.wallet()));
    end = new TlsEnd(URI.create("http://" + server.serve(node).authority()));
    app =
        new AppClient(
            keys,
            new NodeContact(end.url(), node.tee.wallet(), node.tee.publicKey()),
            AppHttp.plain(PLENTY));
    app.put("there", bytes("1"), 0);
  }

  @AfterEach
  void stop() {
    end.close();
  }

  @Test
  void honestEndChangesNothing() {
    assertThat(app.get("there").orElseThrow().bytes()).isEqualTo(bytes("1"));
    assertThat(app.get("absent")).isEmpty();
    assertThat(app.delete("absent")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"404, not_found", "507, storage_full", "400, bad_request", "413, too_large"})
  void forgedRefusalIsNotBelieved(int status, String code) {
    String forged = "{\"code\": \"" + code + "\", \"message\": \"words\"}";
    // The signature of the answer is genuine: the node answers, and covers the request alone.
    end.does((node, asked) -> node.ask(asked).saying(status, forged));

    assertNotBelieved(() -> app.get("there"));
  }

  @Test
  void refusalOfAnotherRequestIsNotBelieved() {
    end.withholdsAnswers();
    assertNoAnswer(() -> app.get("absent"));
    end.givesWhatItKept(404);

    assertNotBelieved(() -> app.get("there"));
  }

  @Test
  void refusalUnderAnotherStatusIsNotBelieved() {
    end.does(
        (node, asked) -> {
          Told told = node.ask(asked);
          return told.saying(507, told.body());
        });

    assertNotBelieved(() -> app.get("absent"));
  }

  @Test
  void successUnderTheStatusOfARefusalIsNotBelieved() {
    end.does(
        (node, asked) -> {
          Told told = node.ask(asked);
          return told.saying(404, told.body());
        });

    assertNotBelieved(() -> app.get("there"));
  }

  @Test
  void answersOfTwoRequestsThatAreSwappedAreNotBelieved() {
    app.put("other", bytes("2"), 0);
    end.withholdsAnswers();
    assertNoAnswer(() -> app.get("other"));
    end.givesWhatItKept(200);

    assertNotBelieved(() -> app.get("there"));
  }

  @Test
  void answerThatWasHeldBackIsNotBelievedLater() {
    end.withholdsAnswers();
    assertNoAnswer(() -> app.get("there"));
    end.isHonest();
    app.put("there", bytes("2"), 0);
    end.givesWhatItKept(200);

    assertNotBelieved(() -> app.get("there"));
    end.isHonest();
    assertThat(app.get("there").orElseThrow().bytes()).isEqualTo(bytes("2"));
  }

  @Test
  void absenceThatWasHeldBackIsNotBelievedLater() {
    end.withholdsAnswers();
    assertNoAnswer(() -> app.get("later"));
    end.isHonest();
    app.put("later", bytes("3"), 0);
    end.givesWhatItKept(404);

    assertNotBelieved(() -> app.get("later"));
  }

  @Test
  void answerThatIsGivenAgainIsNotBelieved() {
    end.copiesAnswers();
    app.get("there");
    end.givesWhatItKept(200);

    assertNotBelieved(() -> app.get("there"));
  }

  @Test
  void receiptOfAnEarlierWriteIsNotThatOfALaterOne() {
    end.withholdsAnswers();
    assertNoAnswer(() -> app.put("there", bytes("2"), 0));
    // The later write never reaches the node's store, and a nonce of it brings the signature.
    end.does((node, asked) -> node.ask(asked.withBody(bytes("{}"))).saying(200, end.kept().body()));

    assertNotBelieved(() -> app.put("there", bytes("3"), 0));
    end.isHonest();
    assertThat(app.get("there").orElseThrow().bytes()).isEqualTo(bytes("2"));
  }

  @Test
  void requestForAnotherRouteDoesNothing() {
    AtomicReference<byte[]> deletion = new AtomicReference<>();
    end.does(
        (node, asked) -> {
          deletion.set(asked.body());
          return null;
        });
    assertNoAnswer(() -> app.delete("there"));
    // The sealed deletion under the proof of another request, on the route for it.
    end.does(
        (node, asked) ->
            node.ask(
                new TlsEnd.Asked("DELETE", asked.target() + "?", asked.headers(), deletion.get())));

    refused(() -> app.put("other", bytes("2"), 0));
    end.isHonest();
    assertThat(app.get("there")).isPresent();
  }

  private static void assertNotBelieved(ThrowingCallable call) {
    assertThat(refused(call).code()).isEqualTo(AppCallException.NOT_BELIEVED);
  }

  private static void assertNoAnswer(ThrowingCallable call) {
    assertThat(refused(call).code()).isEqualTo(AppCallException.NO_ANSWER);
  }

  private static AppCallException refused(ThrowingCallable call) {
    AppCallException refusal = catchThrowableOfType(AppCallException.class, call);
    assertThat(refusal).as("what the app was told").isNotNull();
    return refusal;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
