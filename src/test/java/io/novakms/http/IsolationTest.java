package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.KeyDerivation;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.registry.AppCaller;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestApp.Exchange;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one app can't do to another, whatever it sends, and which check stops it. After each attempt
 * the victim still has what it had.
 */
class IsolationTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId VICTIM = AppId.of(49);
  private static final AppId ATTACKER = AppId.of(50);
  private static final String SECRET = "of the victim";

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
  private RawHttp http;
  private TestApp victim;
  private TestApp attacker;
  private byte[] stored;

  @BeforeEach
  void start() {
    node.heart.open();
    http = server.serve(node);
    victim = new TestApp(node, http, VICTIM);
    attacker = new TestApp(node, http, ATTACKER);
    victim.call("PUT", DATA, value("k", SECRET));
    stored = node.store.get(VICTIM, "k").orElseThrow().ciphertext();
  }

  @AfterEach
  void victimStillHasWhatItHad() {
    assertThat(node.store.keys(VICTIM)).containsExactly("k");
    assertThat(node.store.get(VICTIM, "k").orElseThrow().ciphertext()).isEqualTo(stored);
  }

  /** The registry says whose namespace it is; nothing in a request does. */
  static Stream<String> claims() {
    return Stream.of(
        DATA + "/k",
        DATA + "?key=k",
        DATA + "/k?app_id=49",
        DATA + "?key=k&app_id=49&app=49",
        DATA + "/49/k",
        DATA + "?key=49/k",
        DATA + "?key=49:k",
        DATA + "?key=nova-kms:app:49",
        DATA + "/k;app_id=49");
  }

  @ParameterizedTest
  @MethodSource("claims")
  void valueOfAnotherIsNotFound(String target) {
    assertRefused(attacker.get(target).answer(), 404, "not_found");
    assertRefused(sendClaiming("GET", target, attacker.proof(), ""), 404, "not_found");
  }

  @Test
  void keysOfAnotherAreNotListed() {
    attacker.call("PUT", DATA, value("mine", "1"));

    for (String target : List.of(DATA, DATA + "?app_id=49", DATA + "/?app=49")) {
      JsonNode list = attacker.read(target);
      assertThat(list.toString())
          .isEqualTo("{\"app_id\":50,\"keys\":[\"mine\"],\"count\":1,\"complete\":true}");
    }
  }

  @Test
  void writeUnderAnothersKeyIsTheWritersOwn() {
    ObjectNode write = value("k", "of the attacker").put("app_id", 49).put("app", "49");
    JsonNode answer = attacker.call("PUT", DATA, write);

    assertThat(answer.path("app_id").intValue()).isEqualTo(50);
    assertThat(text(attacker.read(DATA + "/k"))).isEqualTo("of the attacker");
    assertThat(text(victim.read(DATA + "/k"))).isEqualTo(SECRET);
  }

  @Test
  void valueOfAnotherIsNotThereToDelete() {
    ObjectNode deletion = object().put("key", "k").put("app_id", 49);

    assertRefused(attacker.send("DELETE", DATA, deletion).answer(), 404, "not_found");
    assertRefused(
        attacker.send("DELETE", DATA + "?app_id=49", deletion).answer(), 404, "not_found");
  }

  @Test
  void storageOfAnotherIsNotUsedUp() {
    byte[] large = new byte[500_000];
    for (int i = 0; i < 20; i++) {
      attacker.call("PUT", DATA, value("k" + i, large));
    }
    assertRefused(attacker.send("PUT", DATA, value("k20", large)).answer(), 507, "storage_full");

    victim.call("PUT", DATA, value("k", SECRET));
    stored = node.store.get(VICTIM, "k").orElseThrow().ciphertext();
  }

  /**
   * The app id is in the salt of every key, and paths only in the info: no path reaches another.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\": \"p\"}",
        "{\"path\": \"p\", \"app_id\": 49}",
        "{\"path\": \"p\", \"context\": \"49\"}",
        "{\"path\": \"49\", \"context\": \"p\"}",
        "{\"path\": \"nova-kms:app:49\", \"context\": \"p\"}",
        "{\"path\": \"nova-kms:app:49p\"}",
        "{\"path\": \"nova-kms:app:49\\u0000p\"}",
        "{\"path\": \"../49/p\"}",
        "{\"path\": \"49:data_key\"}",
        "{\"path\": \"sync_hmac_key\"}"
      })
  void keyOfAnotherIsNotDerived(String body) {
    KeyDerivation keys = node.secret.keys();
    JsonNode answer = attacker.open(attacker.send("POST", DERIVE, body));

    assertThat(answer.path("app_id").intValue()).isEqualTo(50);
    assertThat(Base64.getDecoder().decode(answer.path("key").textValue()))
        .isNotEqualTo(keys.derive(VICTIM, "p", "", 32))
        .isNotEqualTo(keys.derive(VICTIM, "data_key", "", 32))
        .isNotEqualTo(keys.derive(ATTACKER, "data_key", "", 32))
        .isNotEqualTo(keys.derive(AppId.CLUSTER, "sync_hmac_key", "", 32));
  }

  /** The wallet that is said has to be the one that signed. */
  @Test
  void nameOfAnotherIsNotBelieved() {
    Map<String, String> proof = new TreeMap<>(attacker.proof());
    proof.put("x-app-wallet", victim.wallet().address());

    for (String target : List.of(DATA, DATA + "/k")) {
      assertRefused(attacker.send("GET", target, proof, "").answer(), 403, "unauthorized");
    }
  }

  /** An envelope's sender has to be the caller's registered key. */
  @ParameterizedTest
  @MethodSource("io.novakms.http.AppRoute#withABody")
  void envelopeOfAnotherIsNotTaken(AppRoute route) {
    String taken = victim.caller().sealText(route.body().replace("there", "k")).toString();

    assertRefused(
        attacker.send(route.method(), route.target(), attacker.proof(), taken).answer(),
        403,
        "forbidden");
  }

  /** As above: a proof that was caught on its way does not come with the key. */
  @ParameterizedTest
  @MethodSource("io.novakms.http.AppRoute#withABody")
  void proofOfAnotherDoesNotLetAnEnvelopeIn(AppRoute route) {
    Map<String, String> caught = victim.proof();
    ObjectNode own = attacker.caller().sealText(route.body().replace("there", "k"));
    assertRefused(
        attacker.send(route.method(), route.target(), caught, own.toString()).answer(),
        403,
        "forbidden");

    // Authenticated encryption: under the victim's name it does not open.
    own.put("sender_tee_pubkey", victim.caller().publicKey().hex());
    assertRefused(
        attacker.send(route.method(), route.target(), victim.proof(), own.toString()).answer(),
        400,
        "bad_request");
  }

  /** The answer is sealed to the key that the registry has for the wallet that proved itself. */
  @ParameterizedTest
  @ValueSource(strings = {DATA, DATA + "/k", DATA + "?key=k"})
  void answerToACaughtProofOpensForItsOwnerOnly(String target) {
    Exchange answer = attacker.send("GET", target, victim.proof(), "");

    assertThat(answer.answer().status()).isEqualTo(200);
    assertThat(answer.answer().body()).doesNotContain(SECRET);
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> attacker.caller().open(answer.answer().body()));
    assertThat(victim.open(answer).path("app_id").intValue()).isEqualTo(49);
  }

  /** A next nonce belongs to the wallet that it was given to. */
  @Test
  void nextNonceOfAnotherIsNotTaken() {
    String next = victim.get(DATA).answer().header("X-KMS-Next-Nonce");

    assertRefused(
        attacker.send("GET", DATA, attacker.caller().proof(next), "").answer(),
        403,
        "unauthorized");
    assertThat(victim.send("GET", DATA, victim.caller().proof(next), "").answer().status())
        .isEqualTo(200);
  }

  /** Who is registered with another's key can neither send nor read anything with it. */
  @Test
  void keyOfAnotherInOnesOwnRecordHelpsNoCaller() {
    TeePublicKey taken = victim.caller().publicKey();
    TestCaller thief = new TestCaller(CallerKind.APP, node);
    node.registry.put(
        thief.wallet(), () -> new AppCaller(ATTACKER, BigInteger.ONE, taken, thief.wallet()));
    TestApp app = new TestApp(thief, http);

    assertRefused(app.send("PUT", DATA, value("k", "x")).answer(), 403, "forbidden");
    Exchange read = app.get(DATA);
    assertThatExceptionOfType(KmsException.class).isThrownBy(() -> app.open(read));
    assertThat(victim.open(read).path("app_id").intValue()).isEqualTo(50);
  }

  /** Each app's values are sealed with a key of its own, so even a mix-up tells nothing. */
  @Test
  void valueOfAnotherDoesNotOpenUnderOnesOwnDataKey() {
    node.store.put(ATTACKER, "k", stored, 0);

    assertRefused(attacker.get(DATA + "/k").answer(), 500, "internal_error");
    assertThatExceptionOfType(DecryptionException.class)
        .isThrownBy(() -> node.values.open(node.secret.keys().dataKey(ATTACKER), stored));
  }

  /** Apps are told apart by the whole number. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4",
        "9",
        "490",
        "4949",
        "18446744073709551665",
        "340282366920938463463374607431768211505"
      })
  void appsWithSimilarNumbersHaveNothingInCommon(String id) {
    TestApp similar = new TestApp(node, http, AppId.parse(id));

    assertRefused(similar.get(DATA + "/k").answer(), 404, "not_found");
    assertThat(similar.read(DATA).path("count").intValue()).isZero();
    assertThat(similar.call("POST", DERIVE, object().put("path", "p")).path("key"))
        .isNotEqualTo(victim.call("POST", DERIVE, object().put("path", "p")).path("key"));
  }

  @Test
  void instancesOfOneAppShareWhatItHas() {
    TestApp second = new TestApp(node, http, VICTIM);

    assertThat(text(second.read(DATA + "/k"))).isEqualTo(SECRET);
    assertThat(second.call("POST", DERIVE, object().put("path", "p")))
        .isEqualTo(victim.call("POST", DERIVE, object().put("path", "p")));
  }

  @Test
  void nodesAreNoAppsAndAppsNoNodes() {
    TestCaller peer = new TestCaller(CallerKind.PEER, node);
    node.members(peer.member());
    List<String> asNode = TestCaller.lines(peer.proof(victim.freshNonce()));

    assertRefused(http.send("GET", DATA, asNode.toArray(String[]::new)), 403, "unauthorized");
    Exchange asApp = attacker.send("POST", "/sync", object().put("type", "snapshot_request"));
    assertRefused(asApp.answer(), 403, "unauthorized");
  }

  private Answer sendClaiming(
      String method, String target, Map<String, String> proof, String body) {
    List<String> headers = new ArrayList<>(TestCaller.lines(proof));
    headers.addAll(
        List.of(
            "x-app-id: 49",
            "app-id: 49",
            "x-tee-wallet: " + victim.wallet(),
            "x-kms-wallet: " + victim.wallet(),
            "X-Forwarded-For: 127.0.0.1",
            "X-HTTP-Method-Override: DELETE",
            "X-Original-URL: " + DATA + "/k"));
    return http.send(method, target, headers, body.getBytes());
  }
}
