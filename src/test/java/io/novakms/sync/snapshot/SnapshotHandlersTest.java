package io.novakms.sync.snapshot;

import static io.novakms.sync.Replica.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.sync.FakeNetwork;
import io.novakms.sync.Replica;
import io.novakms.sync.SyncExtensions;
import io.novakms.sync.TestCluster;
import io.novakms.testing.Members;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots, whole and in pages. */
class SnapshotHandlersTest {
  private static final AppId APP = AppId.of(7);
  private static final long MAX_PAYLOAD = 65_536;

  private final TestCluster cluster =
      new TestCluster(1, new KmsConfig.Sync(Replica.INTERVAL, 10, MAX_PAYLOAD, false));
  private final Replica replica = cluster.get(0);

  @Test
  void wholeSnapshotHasEveryRecordOfEveryApp() {
    replica.put(APP, "a", "1");
    replica.put(AppId.of(8), "a", "2");
    replica.put(APP, "gone", "3");
    replica.store.delete(APP, "gone");

    ObjectNode answer = ask("{'type': 'snapshot_request'}");

    assertThat(answer.path("status").textValue()).isEqualTo("ok");
    assertThat(keys(answer)).containsExactlyInAnyOrder("7/a", "8/a", "7/gone");
    assertThat(answer.path("data").path("7").get(1).path("tombstone").booleanValue()).isTrue();
  }

  @Test
  void wholeSnapshotHasNothingThatHasExpired() {
    replica.put(APP, "a", "1", Duration.ofSeconds(1));
    replica.put(APP, "b", "2");
    cluster.time.advance(Duration.ofSeconds(2));

    assertThat(keys(ask("{'type': 'snapshot_request'}"))).containsExactly("7/b");
    assertThat(keys(ask("{'type': 'snapshot_page'}"))).contains("7/a", "7/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot_request", "snapshot_page"})
  void nodeThatWaitsForASnapshotItselfGivesNone(String type) {
    replica.complete = false;

    assertThatThrownBy(() -> ask("{'type': '" + type + "'}"))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasMessageContaining("awaiting_snapshot");
  }

  @Test
  void wholeSnapshotOfALargeStoreHasEveryRecord() {
    TestCluster roomy = new TestCluster(1);
    for (int i = 0; i < 2500; i++) {
      roomy.get(0).put(APP, "key-" + i, "v");
    }

    assertThat(
            keys(
                roomy
                    .get(0)
                    .answer(
                        Members.wallet(9), json("{'type': 'snapshot_request'}"), SECRET.syncMac())))
        .hasSize(2500);
  }

  @Test
  void snapshotOfAnEmptyStoreIsEmpty() {
    assertThat(ask("{'type': 'snapshot_request'}").path("data").isObject()).isTrue();
    assertThat(keys(ask("{'type': 'snapshot_request'}"))).isEmpty();
    assertThat(ask("{'type': 'snapshot_page'}").path("next_cursor").isNull()).isTrue();
  }

  @Test
  void snapshotThatDoesNotFitIsRefusedAndNotCutShort() {
    int records = 0;
    ObjectNode last = null;
    try {
      while (records < 10_000) {
        last = ask("{'type': 'snapshot_request'}");
        assertThat(keys(last)).hasSize(records);
        replica.put(APP, "key-" + records, "x".repeat(500));
        records++;
      }
    } catch (KmsException e) {
      assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE);
      assertThat(e).hasMessageContaining("MAX_SYNC_PAYLOAD_BYTES");
    }

    assertThat(records).isBetween(10, 100);
    assertThat(FakeNetwork.envelopeBytes(last.toString())).isLessThanOrEqualTo(MAX_PAYLOAD);
  }

  @Test
  void wholeSnapshotTakesRoomForAllThatIsSent() {
    write(20);
    AtomicLong taken = new AtomicLong();
    replica.responseMemory = taken::addAndGet;

    ObjectNode answer = ask("{'type': 'snapshot_request'}");

    long sent = FakeNetwork.envelopeBytes(answer.toString());
    assertThat(taken.get()).isBetween(sent, 3 * sent);
  }

  @Test
  void wholeSnapshotThatFindsNoRoomIsRefused() {
    write(20);
    replica.responseMemory =
        bytes -> {
          throw new KmsException(Kind.UNAVAILABLE, "no room");
        };

    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> ask("{'type': 'snapshot_request'}"))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    assertThat(keys(ask("{'type': 'snapshot_page'}"))).hasSize(10);
  }

  @Test
  void pagesTogetherHaveEveryRecordOnceWhereNothingChanges() {
    write(95);
    Set<String> seen = new HashSet<>();
    JsonNode cursor = JsonNodeFactory.instance.nullNode();
    int pages = 0;
    do {
      ObjectNode page = page(cursor, 10);
      assertThat(keys(page)).hasSizeLessThanOrEqualTo(10).noneMatch(seen::contains);
      seen.addAll(keys(page));
      cursor = page.path("next_cursor");
      pages++;
    } while (!cursor.isNull());

    assertThat(seen).hasSize(95);
    assertThat(pages).isEqualTo(10);
  }

  @Test
  void pagesMissNothingWhileRecordsChange() {
    write(100);
    Set<String> seen = new HashSet<>();
    JsonNode cursor = JsonNodeFactory.instance.nullNode();
    int pages = 0;
    do {
      ObjectNode page = page(cursor, 10);
      seen.addAll(keys(page));
      cursor = page.path("next_cursor");
      if (pages++ < 5) {
        replica.put(APP, "key-" + (99 - pages), "changed before it was read");
        replica.put(APP, "key-" + pages, "changed after it was read");
        replica.put(APP, "new-" + pages, "x");
      }
    } while (!cursor.isNull());

    assertThat(seen).containsAll(replica.contents().keySet());
  }

  @Test
  void pagesStayBelowTheLimitOfAPayload() {
    for (int i = 0; i < 100; i++) {
      replica.put(APP, "key-" + i, "x".repeat(100 * i));
    }
    JsonNode cursor = JsonNodeFactory.instance.nullNode();
    do {
      ObjectNode page = page(cursor, 10);
      assertThat(FakeNetwork.envelopeBytes(page.toString())).isLessThanOrEqualTo(MAX_PAYLOAD);
      cursor = page.path("next_cursor");
    } while (!cursor.isNull());
  }

  @Test
  void pageIsNoLargerThanThisNodesBatches() {
    write(30);

    assertThat(keys(page(JsonNodeFactory.instance.nullNode(), 1000))).hasSize(10);
    assertThat(keys(ask("{'type': 'snapshot_page'}"))).hasSize(10);
    assertThat(keys(page(JsonNodeFactory.instance.nullNode(), 3))).hasSize(3);
  }

  @Test
  void cursorOfAnEarlierLifeStandsForTheStart() {
    write(30);
    ObjectNode first = page(JsonNodeFactory.instance.nullNode(), 10);
    replica.restart();
    write(15);

    ObjectNode next = page(first.path("next_cursor"), 10);

    assertThat(keys(next))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 10).mapToObj(i -> "7/key-" + i).toList());
    assertThat(next.path("epoch").textValue()).isNotEqualTo(first.path("epoch").textValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'cursor': ''}",
        "{'cursor': 'x'}",
        "{'cursor': 7}",
        "{'cursor': {}}",
        "{'cursor': ':'}",
        "{'cursor': 'x:1'}",
        "{'cursor': '00000000-0000-0000-0000-000000000000:x'}",
        "{'cursor': '00000000-0000-0000-0000-000000000000:99999999999999999999'}",
        "{'limit': 0}",
        "{'limit': -1}",
        "{'limit': 'all'}",
        "{'limit': 1.5}",
        "{'limit': 9999999999}"
      })
  void strangeCursorOrLimitIsABadRequest(String fields) {
    assertBadRequest(json(fields));
  }

  @Test
  void positionThatWasNeverGivenIsABadRequest() {
    write(30);
    String epoch = replica.store.feed().epoch().toString();

    assertBadRequest(json("{'cursor': '" + epoch + ":31'}"));
    assertBadRequest(json("{'cursor': '" + epoch + ":-1'}"));
  }

  @Test
  void nodesNameWhatTheyCanDoBeyondTheProtocol() {
    assertThat(SyncExtensions.NAMES)
        .containsExactly(
            "snapshot_page", "delta_epoch", "lives", "bound_answer", "repair", "lookup");
  }

  private void assertBadRequest(ObjectNode fields) {
    ObjectNode body = json("{'type': 'snapshot_page'}");
    body.setAll(fields);
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> replica.answer(Members.wallet(9), body, SECRET.syncMac()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.BAD_REQUEST));
  }

  private ObjectNode page(JsonNode cursor, int limit) {
    ObjectNode body = json("{'type': 'snapshot_page', 'limit': " + limit + "}");
    body.set("cursor", cursor);
    return replica.answer(Members.wallet(9), body, SECRET.syncMac());
  }

  private ObjectNode ask(String body) {
    return replica.answer(Members.wallet(9), json(body), SECRET.syncMac());
  }

  private void write(int records) {
    for (int i = 0; i < records; i++) {
      replica.put(APP, "key-" + i, "v");
    }
  }

  private static Set<String> keys(ObjectNode answer) {
    Set<String> keys = new HashSet<>();
    answer
        .path("data")
        .properties()
        .forEach(
            app ->
                app.getValue()
                    .forEach(r -> keys.add(app.getKey() + "/" + r.path("key").textValue())));
    return keys;
  }

  private static ObjectNode json(String text) {
    return StrictJson.object(text.replace('\'', '"'));
  }
}
