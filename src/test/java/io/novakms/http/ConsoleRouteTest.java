package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.http.ErrorShape.assertSafeHeaders;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.StrictJson;
import io.novakms.http.console.ConsoleFiles;
import io.novakms.http.console.ConsoleMembers;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.registry.Member;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /console/} without a browser: what is served, how, and what the state tells. */
class ConsoleRouteTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final Path FOLDER = Path.of("src", "main", "webapp", "console");
  private static final String RPC_KEY = "0123456789abcdef-rpc-key";

  private final ManualTime time = new ManualTime();
  private final TestNode node = node(Map.of("NODE_URL", "https://rpc.example/v3/" + RPC_KEY));
  private final TestCaller peer = new TestCaller(CallerKind.PEER, node);
  private RawHttp http;

  @BeforeEach
  void serve() {
    http = server.serve(node);
  }

  static Stream<String> files() {
    return ConsoleFiles.TYPES.keySet().stream().sorted();
  }

  @Test
  void everyFileOfTheFolderIsServedAndNoOther() throws IOException {
    try (Stream<Path> there = Files.list(FOLDER)) {
      assertThat(there.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(ConsoleFiles.TYPES.keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileComesAsItIsUnderStrictHeaders(String name) throws IOException {
    Answer answer = http.send("GET", "/console/" + name);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(Files.readString(FOLDER.resolve(name)));
    assertThat(answer.header("Content-Type").replace(" ", ""))
        .isEqualToIgnoringCase(ConsoleFiles.TYPES.get(name));
    assertThat(answer.header("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .contains("img-src 'self';", "connect-src 'self';", "base-uri 'none';")
        .contains("form-action 'none';", "frame-ancestors 'none';")
        .doesNotContain("unsafe", "*", "data:", "http");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Permissions-Policy")).contains("camera=()", "geolocation=()");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("ETag")).matches("\"[0-9a-f]{32}\"");
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileHasNothingThatThePolicyForbids(String name) throws IOException {
    String body = Files.readString(FOLDER.resolve(name));

    assertThat(body.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "//cdn", "innerHTML", "outerHTML", "insertAdjacentHTML")
        .doesNotContain("document.write", "eval(", "new Function", "url(", "@import")
        .doesNotContainPattern("https://[^ '`\"]")
        .doesNotContainPattern("<[^>]+ (style|on[a-z]+)=");
  }

  @Test
  void fileIsSentAgainOnlyWhereItChanged() {
    String tag = http.send("GET", "/console/").header("ETag");

    Answer same = http.send("GET", "/console/", "If-None-Match: " + tag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.header("ETag")).isEqualTo(tag);
    assertThat(same.header("Cache-Control")).isEqualTo("no-cache");
    Answer other = http.send("GET", "/console/", "If-None-Match: \"another\"");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.body()).startsWith("<!doctype html>");
  }

  @Test
  void headOfThePageIsThatOfTheGet() {
    Answer head = http.send("HEAD", "/console/");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("ETag")).isEqualTo(http.send("GET", "/console/").header("ETag"));
  }

  @Test
  void pageIsWhereItsFilesAre() {
    Answer moved = http.send("GET", "/console");

    assertThat(moved.status()).isEqualTo(302);
    assertThat(moved.header("Location")).isEqualTo("/console/");
    assertThat(moved.header("Cache-Control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/nothing.js",
        "/console/CONSOLE.JS",
        "/console/console.js.map",
        "/console/WEB-INF/web.xml",
        "/console/state/more",
        "/console/%2e%2e%2fWEB-INF%2fweb.xml",
        "/console/..%2fWEB-INF%2fweb.xml",
      })
  void whatIsNotOnTheListIsNotServed(String path) {
    Answer answer = http.send("GET", path);

    assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("web-app", "import {");
  }

  @Test
  void consoleOnlyReads() {
    assertThat(Stream.of("POST", "PUT", "DELETE", "PATCH"))
        .allSatisfy(
            method -> {
              assertThat(http.send(method, "/console/").status()).isEqualTo(405);
              assertThat(http.send(method, "/console/state").status()).isEqualTo(405);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console",
        "/console/",
        "/console/state",
        "/console/console.js",
        "/console/x",
        "/console;x",
        "/console;x/",
        "/console;x/state",
        "/console;x=1;y/console.js",
        "/console/state;x",
        "/console/;x",
        "/;x/console/state",
        "/console/;x/state",
        "//console/state",
        "/console//state",
        "/%63onsole/state",
        "/c%6Fnsole;x/st%61te",
        "/console%3Bx/state",
        "/./console/state",
        "/x/../console/state"
      })
  void switchedOffItIsNotThere(String path) {
    http = server.serve(node(Map.of("KMS_CONSOLE", "false")));

    assertThat(Stream.of("GET", "POST", "OPTIONS"))
        .allSatisfy(method -> assertRefused(http.send(method, path), 404, "not_found"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%2Fconsole/state", "/console%2Fstate", "/console%00/state"})
  void switchedOffNoPathThatTheServerCantReadLeadsThere(String path) {
    http = server.serve(node(Map.of("KMS_CONSOLE", "false")));
    Answer answer = http.send("GET", path);

    assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("data_store");
  }

  @Test
  void overviewNamesItWhereItIs() {
    assertThat(http.send("GET", "/").body()).contains("\"/console/\"");

    http = server.serve(node(Map.of("KMS_CONSOLE", "false")));
    assertThat(http.send("GET", "/").body()).doesNotContain("console");
  }

  @Test
  void stateBeforeTheFirstTickHasEveryFieldAndNoneOfTheFacts() {
    JsonNode state = state();

    assertThat(state.fieldNames())
        .toIterable()
        .containsExactly(
            "now",
            "node",
            "gate",
            "master_secret",
            "ticks",
            "chain",
            "data_store",
            "journal",
            "cluster");
    assertThat(state.at("/gate/open").booleanValue()).isFalse();
    assertThat(state.at("/gate/reason").textValue()).isEqualTo("starting");
    assertThat(state.at("/gate/lease_left_ms").isNull()).isTrue();
    assertThat(state.at("/ticks/last").isNull()).isTrue();
    assertThat(state.at("/ticks/history")).isEmpty();
    assertThat(state.at("/chain/block").isNull()).isTrue();
    assertThat(state.at("/cluster/members")).hasSize(1);
    assertThat(state.at("/cluster/members/0/state").textValue()).isEqualTo("closed");
  }

  @Test
  void stateFollowsTheGateAndTheTicks() {
    node.heart.close();
    assertThat(state().at("/gate/reason").textValue()).isEqualTo("not_registered");
    node.heart.open();
    time.advance(node.config.tick().interval());
    JsonNode state = state();

    assertThat(state.at("/gate/open").booleanValue()).isTrue();
    assertThat(state.at("/gate/reason").isNull()).isTrue();
    assertThat(state.at("/gate/lease_left_ms").longValue())
        .isEqualTo(node.config.tick().lease().minus(node.config.tick().interval()).toMillis());
    assertThat(state.at("/gate/lease_ms").longValue())
        .isEqualTo(node.config.tick().lease().toMillis());
    assertThat(state.at("/ticks/history/0").toString())
        .isEqualTo(
            "{\"number\":1,\"started_at\":\"2026-01-01T00:00:00Z\",\"duration_ms\":12,"
                + "\"step\":\"discover\",\"outcome\":\"stopped\",\"detail\":\"scripted\"}");
    assertThat(state.at("/ticks/history/1/outcome").textValue()).isEqualTo("ok");
    assertThat(state.at("/ticks/history/1/detail").isNull()).isTrue();
    assertThat(state.at("/ticks/last/number").longValue()).isEqualTo(2);
  }

  @Test
  void stateTellsWhatEachMemberSaysAndWhomItSees() {
    Member silent = Members.member(Members.wallet(3), peer.publicKey(), "http://b.example");
    node.members(peer.member(), silent);
    node.world.statuses =
        asked ->
            asked.wallet().equals(peer.wallet())
                ? CompletableFuture.completedFuture(
                    new PeerStatus(
                        Optional.of(peer.wallet()),
                        false,
                        false,
                        SecretState.SYNCED,
                        true,
                        Optional.empty(),
                        List.of(),
                        new PeerOutlook(
                            Optional.of("awaiting_snapshot"),
                            Optional.of("1.2.3"),
                            OptionalLong.of(7),
                            Optional.of(Set.of(node.tee.wallet(), silent.instance().wallet())),
                            OptionalLong.empty())))
                : new CompletableFuture<>();
    node.health.refresh(node.peers.current());
    node.push.push(node.secret, node.peers.current());
    JsonNode members = state().at("/cluster/members");

    assertThat(members).hasSize(3);
    int place = members.get(1).path("wallet").textValue().equals(peer.wallet().address()) ? 1 : 2;
    JsonNode said = members.get(place);
    assertThat(said.path("state").textValue()).isEqualTo("closed");
    assertThat(said.path("reason").textValue()).isEqualTo("awaiting_snapshot");
    assertThat(said.path("secret").textValue()).isEqualTo("synced");
    assertThat(said.path("version").textValue()).isEqualTo("1.2.3");
    assertThat(said.path("block").longValue()).isEqualTo(7);
    assertThat(said.path("sees").toString()).isEqualTo("[0," + (3 - place) + "]");
    assertThat(said.at("/probe/http_code").intValue()).isEqualTo(200);
    assertThat(said.at("/push/lag").longValue()).isZero();
    assertThat(members.get(0).path("sees").toString()).isEqualTo("[" + place + "]");
    JsonNode other = members.get(3 - place);
    assertThat(other.path("state").textValue()).isEqualTo("unknown");
    assertThat(other.path("sees").isNull()).isTrue();
    assertThat(other.path("probe").isNull()).isTrue();
  }

  @Test
  void stateOfAHugeClusterIsBoundedAndSaysSo() {
    List<Member> many = new ArrayList<>();
    IntStream.rangeClosed(1, 1000)
        .forEach(
            i ->
                many.add(
                    Members.member(
                        Members.wallet(i), peer.publicKey(), "http://n" + i + ".example")));
    node.members(many.toArray(Member[]::new));
    JsonNode cluster = state().path("cluster");

    assertThat(cluster.path("total").intValue()).isEqualTo(1001);
    assertThat(cluster.path("members")).hasSize(1 + ConsoleMembers.MAX_PEERS);
  }

  @Test
  void stateBoundsWhatOthersWroteAndHidesWhatCantBeSeen() {
    String url = "http://n.example/" + "%3Cscript%3E".repeat(100);
    node.members(
        Members.member(Members.wallet(2), peer.publicKey(), url),
        Members.member(Members.wallet(3), peer.publicKey(), "javascript:alert(1)\u202e"));
    String state = http.send("GET", "/console/state").body();

    assertThat(state).doesNotContain("%3Cscript%3E".repeat(50)).doesNotContain("\u202e");
    assertThat(state().at("/cluster/members")).hasSize(2);
    assertThat(state().at("/cluster/total_rejected").intValue()).isEqualTo(1);
  }

  @Test
  void stateHoldsNothingSecret() {
    node.members(peer.member());
    node.heart.open();
    byte[] secret = HexFormat.of().parseHex("07".repeat(32));
    String state = http.send("GET", "/console/state").body();

    assertThat(state)
        .contains(node.tee.wallet().address())
        .doesNotContain("07".repeat(32))
        .doesNotContain(Base64.getEncoder().encodeToString(secret))
        .doesNotContain(RPC_KEY)
        .doesNotContain("rpc.example")
        .doesNotContainIgnoringCase("password", "private");
  }

  private TestNode node(Map<String, String> settings) {
    return new TestNode(TestSettings.with(settings), time, time, Runnable::run);
  }

  private JsonNode state() {
    Answer answer = http.send("GET", "/console/state");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertSafeHeaders(answer);
    return StrictJson.object(answer.body());
  }
}
