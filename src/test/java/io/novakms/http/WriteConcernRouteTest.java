package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.model.AppId;
import io.novakms.registry.Member;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many members hold a write before its app is answered. */
class WriteConcernRouteTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);

  private final ManualTime time = new ManualTime();
  private final TestNode node = node("majority");
  private final TestApp app = new TestApp(node, server.serve(node), APP);

  @Test
  void soleMemberAnswersAloneAndSaysSo() {
    members(node, 0);

    assertThat(replicas(app, "all")).isEqualTo(1);
    assertThat(
            app.call("DELETE", DATA, object().put("key", "k").put("write_concern", "all"))
                .path("replicas")
                .intValue())
        .isEqualTo(1);
  }

  @Test
  void writeThatTooFewHoldIsRefusedAndStaysWhereItIs() {
    members(node, 1);

    Answer refused = app.send("PUT", DATA, value("k", "v")).answer();

    assertRefused(refused, 503, "not_replicated");
    assertThat(refused.body()).contains("1 of the 2");
    assertThat(text(app.read(DATA + "/k"))).isEqualTo("v");
    assertRefused(
        app.send("DELETE", DATA, object().put("key", "k")).answer(), 503, "not_replicated");
  }

  @Test
  void requestAsksForMoreThanTheNodeDemandsAndNeverForLess() {
    members(node, 2);
    assertRefused(
        app.send("PUT", DATA, value("k", "v").put("write_concern", "local")).answer(),
        503,
        "not_replicated");

    TestNode local = node("local");
    TestApp other = new TestApp(local, server.serve(local), APP);
    members(local, 2);
    assertThat(replicas(other, "local")).isEqualTo(1);
    assertThat(other.call("PUT", DATA, value("k", "v").putNull("write_concern")).path("replicas"))
        .hasToString("1");
    assertRefused(
        other.send("PUT", DATA, value("k", "v").put("write_concern", "one")).answer(),
        503,
        "not_replicated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"two\"", "\"MAJORITY\"", "\"\"", "2", "true", "[\"all\"]"})
  void concernThatIsNoneIsRefusedByNameAndChangesNothing(String concern) {
    members(node, 0);
    String body = "{\"key\":\"k\",\"value\":\"dg==\",\"write_concern\":" + concern + "}";
    String deletion = "{\"key\":\"k\",\"write_concern\":" + concern + "}";

    for (Answer answer :
        new Answer[] {
          app.send("PUT", DATA, body).answer(), app.send("DELETE", DATA, deletion).answer()
        }) {
      assertRefused(answer, 400, "bad_request");
      assertThat(answer.body()).contains("'write_concern'");
    }
    assertThat(node.store.stats().keys()).isZero();
  }

  private static int replicas(TestApp app, String concern) {
    return app.call("PUT", DATA, value("k", "v").put("write_concern", concern))
        .path("replicas")
        .intValue();
  }

  private TestNode node(String concern) {
    TestNode fresh =
        new TestNode(
            TestSettings.with(Map.of("KMS_WRITE_CONCERN", concern, "KMS_WRITE_TIMEOUT_MS", "100")),
            time,
            time,
            Runnable::run);
    fresh.heart.open();
    return fresh;
  }

  /** Gives {@code node} as many other members, which give no answer to anything. */
  private static void members(TestNode node, int others) {
    P384 p384 = new P384(CryptoProviders.available());
    Member[] members = new Member[others];
    for (int i = 0; i < others; i++) {
      members[i] =
          Members.member(
              Members.wallet(20 + i), p384.generate().publicKey(), "https://n" + i + ".example");
    }
    node.members(members);
    node.push.push(node.secret, node.peers.current());
  }
}
