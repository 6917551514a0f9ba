package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.StrictJson;
import io.novakms.http.guard.MemoryBudget;
import io.novakms.http.guard.MemoryReservation;
import io.novakms.model.AppId;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole snapshots on their way take no more of the memory than is allowed. */
class LongAnswersTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);
  private static final int MAX_PAYLOAD = 20_000_000;

  /** Room for two snapshots, of about 18 MB each on the wire. */
  private static final long BUDGET = 2 * 3 * 19_000_000;

  private static final int VALUES = 9;
  private static final int VALUE_BYTES = 500_000;

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(
          TestSettings.with(Map.of("MAX_SYNC_PAYLOAD_BYTES", Integer.toString(MAX_PAYLOAD))),
          time,
          time,
          Runnable::run);
  private final TestCaller peer = new TestCaller(CallerKind.PEER, node);
  private RawHttp http;

  @BeforeEach
  void start() {
    node.members(peer.member());
    node.heart.open();
    http = server.serve(node, new MemoryBudget(BUDGET));
    for (int i = 0; i < VALUES; i++) {
      node.store.put(APP, "key-" + i, new byte[VALUE_BYTES], 0);
    }
  }

  @Test
  void wholeSnapshotThatFindsNoRoomIsHadLater() {
    MemoryReservation others = server.budget().answer(BUDGET / 4);
    Answer refused = ask();
    assertRefused(refused, 503, "service_unavailable");
    assertThat(refused.header("X-KMS-Peer-Signature")).isNotBlank();

    others.close();

    assertWhole(ask());
  }

  @Test
  void roomIsGivenBackWithEachAnswer() {
    for (int i = 0; i < 5; i++) {
      // The client has all of it a moment before the server is done with it.
      await().untilAsserted(() -> assertWhole(ask()));
    }
    await().until(this::isAllRoomThere);
  }

  @Test
  void answerThatIsNotReadKeepsItsRoomUntilTheConnectionEnds() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try {
      silent.add(askAndReadNothing());
      silent.add(askAndReadNothing());
      await().until(() -> ask().status() == 503);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    await().until(this::isAllRoomThere);
  }

  private boolean isAllRoomThere() {
    return server.budget().taken() == 0;
  }

  private void assertWhole(Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(peer.open(answer.body()).path("data").path("49")).hasSize(VALUES);
  }

  private Answer ask() {
    ObjectNode envelope = envelope();
    return http.send("POST", "/sync", headers(envelope), bytes(envelope));
  }

  private Socket askAndReadNothing() throws IOException {
    ObjectNode envelope = envelope();
    byte[] body = bytes(envelope);
    URI at = URI.create("http://" + http.authority());
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(at.getHost(), at.getPort()));
    List<String> head = new ArrayList<>(List.of("POST /sync HTTP/1.1", "Host: node"));
    head.addAll(headers(envelope));
    head.add("Content-Length: " + body.length);
    String text = String.join("\r\n", head) + "\r\n\r\n";
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    return socket;
  }

  private ObjectNode envelope() {
    return peer.seal(JsonNodeFactory.instance.objectNode().put("type", "snapshot_request"));
  }

  private List<String> headers(ObjectNode envelope) {
    String nonce = StrictJson.object(http.send("GET", "/nonce").body()).get("nonce").textValue();
    List<String> headers = new ArrayList<>(TestCaller.lines(peer.proof(nonce)));
    headers.add("Content-Type: application/json");
    headers.add("x-sync-signature: " + node.secret.keys().syncMac().sign(envelope));
    return headers;
  }

  private static byte[] bytes(ObjectNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
