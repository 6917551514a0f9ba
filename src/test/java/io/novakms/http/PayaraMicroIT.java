package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.StrictJson;
import io.novakms.hostile.Attack;
import io.novakms.hostile.HostileClient;
import io.novakms.hostile.HostileClientContract;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.node.ScriptedHeart;
import io.novakms.secret.TestSecrets;
import io.novakms.testing.FailingTee;
import io.novakms.testing.ForwardingTee;
import io.novakms.testing.Members;
import io.novakms.testing.RawHttp;
import io.novakms.testing.ScriptedPeers;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestControl;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestServerProducers;
import io.novakms.testing.TestWorld;
import io.novakms.wiring.server.ServerProducers;
import java.io.File;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The WAR as it was built, on Payara Micro, with a test node in the place of its own: the timer,
 * the health checks, and the contracts of bad input, odd keys and hostile clients. The server is as
 * it comes, with HTTP/2 and few threads for requests, as a careless operator starts it.
 */
@ExtendWith(ArquillianExtension.class)
class PayaraMicroIT extends BadInputContract implements OddKeysContract, HostileClientContract {
  private static final Duration SOON = Duration.ofSeconds(60);

  @ArquillianResource private URI base;

  private RawHttp http;
  private TestApp app;

  @Deployment(testable = false)
  static WebArchive war() {
    return ShrinkWrap.create(ZipImporter.class, "nova-kms.war")
        .importFrom(new File(System.getProperty("kms.war")))
        .as(WebArchive.class)
        .deleteClass(ServerProducers.class)
        .addClasses(
            TestServerProducers.class,
            TestWorld.class,
            ScriptedPeers.class,
            ScriptedPeers.Answers.class,
            TestControl.class,
            TestNode.class,
            FailingTee.class,
            ForwardingTee.class,
            Members.class,
            TestSecrets.class,
            ScriptedHeart.class);
  }

  @BeforeEach
  void openGate() {
    // Under the server's public name it does not listen.
    http = new RawHttp(URI.create("http://127.0.0.1:" + base.getPort() + "/"));
    control("gate=open&ticks-take=0");
    await().atMost(SOON).until(() -> status("/health/ready") == 200);
  }

  @Test
  void isAtTheRootOfTheServer() {
    assertThat(base.getPath()).isEqualTo("/");
  }

  @Test
  void nativeLibrariesLoadInsideTheWar() {
    assertThat(control("").path("crypto").textValue()).contains("Corretto", "libsecp256k1");
  }

  @Test
  void timerTicksByItself() {
    long before = lastTick();

    await().atMost(SOON).until(() -> lastTick() >= before + 3);
  }

  @Test
  void ticksThatOutlastTheTimerDoNotOverlap() {
    control("ticks-take=2500");
    long before = lastTick();
    await().atMost(SOON).until(() -> lastTick() >= before + 2);

    assertThat(control("ticks-take=0").path("mostTicksAtOnce").intValue()).isEqualTo(1);
  }

  @Test
  void readinessFollowsTheGate() {
    assertThat(get("/health/ready").path("status").textValue()).isEqualTo("UP");
    assertThat(status("/health")).isEqualTo(200);

    control("gate=closed");
    await().atMost(SOON).until(() -> status("/health/ready") == 503);
    assertThat(get("/health/ready").toString())
        .contains("\"status\":\"DOWN\"", "\"reason\":\"not_registered\"");
    assertThat(status("/health")).isEqualTo(503);
    assertThat(status("/sync", "POST")).isEqualTo(503);
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/started")).isEqualTo(200);

    control("gate=open");
    await().atMost(SOON).until(() -> status("/health/ready") == 200);
    assertThat(status("/health")).isEqualTo(200);
  }

  @Test
  void checksAreWhatTheyAreFor() {
    assertThat(get("/health/live").toString()).contains("\"heartbeat\"");
    assertThat(get("/health/ready").toString()).contains("\"gate\"");
    assertThat(get("/health/started").toString()).contains("\"first-tick\"");
  }

  @Override
  public TestApp app() {
    if (app == null) {
      JsonNode node = get("/status").path("node");
      TestCaller caller =
          new TestCaller(
              CallerKind.APP,
              Wallet.parse(node.path("tee_wallet").textValue()),
              TeePublicKey.parse(node.path("tee_pubkey").textValue()),
              Clock.systemUTC());
      control("app=49," + caller.wallet() + "," + caller.publicKey());
      app = new TestApp(caller, http);
    }
    return app;
  }

  @Override
  public RawHttp http() {
    return http;
  }

  @Override
  public HostileClient hostile() {
    return new HostileClient(http.base(), null);
  }

  @Override
  public int live() {
    return status("/health/live");
  }

  @Override
  public Map<String, Function<HostileClient, Attack>> attacksHere() {
    Map<String, Function<HostileClient, Attack>> all =
        new LinkedHashMap<>(HostileClientContract.attacks());
    all.putAll(HostileClientContract.attacksOverHttp2());
    return all;
  }

  @Override
  protected void assertNothingChanged() {
    JsonNode seen = control("");
    assertThat(seen.path("answered").intValue()).isZero();
    assertThat(seen.path("nonces").intValue()).isZero();
    assertThat(seen.path("namespaces").intValue()).isZero();
    assertThat(seen.path("serving").booleanValue()).isTrue();
  }

  private JsonNode control(String what) {
    return get(TestControl.PATH + "?" + what);
  }

  private long lastTick() {
    JsonNode status = get("/status");
    assertThat(status.path("last_tick").path("number").isIntegralNumber())
        .as(status.toString())
        .isTrue();
    return status.path("last_tick").path("number").longValue();
  }

  private JsonNode get(String path) {
    return StrictJson.object(http.send("GET", path).body());
  }

  private int status(String path) {
    return status(path, "GET");
  }

  private int status(String path, String method) {
    return http.send(method, path).status();
  }
}
