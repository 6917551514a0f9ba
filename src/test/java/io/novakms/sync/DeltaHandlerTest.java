package io.novakms.sync;

import static io.novakms.sync.Replica.SECRET;
import static io.novakms.sync.Replica.VALUES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import io.novakms.registry.RegisteredApps.Standing;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.store.VectorClock;
import io.novakms.sync.message.DeltaResponse;
import io.novakms.sync.message.StoredRecord;
import io.novakms.sync.quorum.KnownLives;
import io.novakms.sync.quorum.Statement;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the records that a peer pushes. */
class DeltaHandlerTest {
  private static final AppId APP = AppId.of(49);
  private static final AppId OTHER_APP = AppId.of(50);
  private static final Wallet SELF = Members.wallet(1);
  private static final Wallet PEER = Members.wallet(2);
  private static final int MAX_VALUE_BYTES = 1000;
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final KmsConfig.Store LIMITS =
      new KmsConfig.Store(1 << 20, 1 << 23, MAX_VALUE_BYTES, Duration.ofDays(1), SKEW);

  private final ManualTime time = new ManualTime();
  private final DataStore store =
      new DataStore(SELF, StoreLimits.of(LIMITS), time, new SecureRandom());
  private final KnownLives lives =
      new KnownLives(() -> SELF, store.feed()::epoch, PEER::equals, time);
  private final DeltaHandler handler =
      new DeltaHandler(
          new RecordIntake(
              store, VALUES, LIMITS, time, (apps, member) -> standings(apps), () -> {}),
          store,
          lives);
  private final Map<AppId, Standing> standings = new HashMap<>();

  @Test
  void outcomesAreCountedByTheWordsOfTheProtocol() {
    DataRecord first = sealed(APP, "k", 1, time.millis());
    DataRecord second = sealed(APP, "k", 2, time.millis());

    assertThat(push(Map.of(APP, array(first))))
        .isEqualTo(
            json(
                "{'status':'ok','total':1,'merged':1,'skipped':0,'rejected':0,'skip_reasons':{}}"));
    assertThat(push(Map.of(APP, array(second, first, second, sealed(APP, "j", 1, 0)))))
        .isEqualTo(
            json(
                "{'status':'ok','total':4,'merged':2,'skipped':2,'rejected':0,'skip_reasons':"
                    + "{'ignored_existing_newer_version':1,'ignored_equal_version':1}}"));
  }

  @Test
  void badRecordsAreRejectedAndTheRestOfTheirBatchIsMerged() {
    long now = time.millis();
    DataRecord good = sealed(APP, "good", 1, now + SKEW.toMillis());
    DataRecord future = sealed(APP, "future", 1, now + SKEW.toMillis() + 1);
    DataRecord large = value("large", new byte[MAX_VALUE_BYTES + 129], now);
    DataRecord foreignKey =
        value(
            "foreign", VALUES.seal(TestSecrets.verified(9).keys().dataKey(APP), new byte[3]), now);
    DataRecord otherApps = sealed(OTHER_APP, "other-app", 1, now);
    DataRecord tooShort = value("short", new byte[27], now);
    DataRecord last = sealed(APP, "last", 1, 0);
    DataRecord gone = DataRecord.tombstone("gone", VectorClock.of(Map.of(PEER, 1L)), now);

    JsonNode answer =
        push(
            Map.of(
                APP,
                array(good, future, large, foreignKey, otherApps, tooShort, last, gone)
                    .add("no record")));

    assertThat(answer)
        .isEqualTo(
            json(
                "{'status':'ok','total':9,'merged':3,'skipped':0,'rejected':6,'skip_reasons':{"
                    + "'future_timestamp':1,'value_too_large':1,'decryption_failed':3,"
                    + "'malformed_record':1}}"));
    assertThat(store.keys(APP)).containsExactly("good", "last");
  }

  @Test
  void recordOfAnAppThatTheRegistryDoesNotHaveIsNotStored() {
    standings.put(OTHER_APP, Standing.NOT_REGISTERED);
    DataRecord tombstone = DataRecord.tombstone("t", VectorClock.of(Map.of(PEER, 1L)), 0);

    JsonNode answer =
        push(
            Map.of(
                APP, array(sealed(APP, "k", 1, 0)),
                OTHER_APP, array(sealed(OTHER_APP, "k", 1, 0), tombstone)));

    assertThat(answer)
        .isEqualTo(
            json(
                "{'status':'ok','total':3,'merged':1,'skipped':0,'rejected':2,'skip_reasons':{"
                    + "'app_not_registered':2}}"));
    assertThat(store.stats().namespaces()).isEqualTo(1);
  }

  @Test
  void recordWhoseAppCanNotBeAskedForIsRefusedUntilItCan() {
    standings.put(APP, Standing.UNKNOWN);
    DataRecord record = sealed(APP, "k", 1, 0);
    assertThat(push(Map.of(APP, array(record))).at("/skip_reasons/app_unknown").intValue())
        .isEqualTo(1);

    standings.clear();
    assertThat(push(Map.of(APP, array(record))).path("merged").intValue()).isEqualTo(1);
  }

  private Map<AppId, Standing> standings(Set<AppId> apps) {
    return apps.stream()
        .collect(
            Collectors.toMap(app -> app, app -> standings.getOrDefault(app, Standing.REGISTERED)));
  }

  @Test
  void everyFlippedBitOfAValueIsRejected() {
    byte[] stored = VALUES.seal(SECRET.keys().dataKey(APP), new byte[] {7});
    for (int bit = 0; bit < 8 * stored.length; bit++) {
      byte[] flipped = stored.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);

      assertThat(push(Map.of(APP, array(value("k", flipped, 0)))).path("rejected").intValue())
          .isEqualTo(1);
    }
    assertThat(store.stats().keys()).isZero();
  }

  @Test
  void longestStoredValueIsTaken() {
    byte[] longest = new byte[MAX_VALUE_BYTES + 128 - 28];
    DataRecord record = value("k", VALUES.seal(SECRET.keys().dataKey(APP), longest), 0);

    assertThat(record.ciphertextBytes()).isEqualTo(MAX_VALUE_BYTES + 128);
    assertThat(push(Map.of(APP, array(record))).path("merged").intValue()).isEqualTo(1);
  }

  @Test
  void oldTimestampIsNoReasonToReject() {
    assertThat(push(Map.of(APP, array(sealed(APP, "k", 1, 0)))).path("merged").intValue())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", "-1", "x", "", "1e3", "0x31", "49 "})
  void recordsOfAnAppThatCantBeAreRejected(String app) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set(app, array(sealed(APP, "k", 1, 0), sealed(APP, "j", 1, 0)));
    data.set("49", array(sealed(APP, "k", 1, 0)));

    assertThat(push(data))
        .isEqualTo(
            json(
                "{'status':'ok','total':3,'merged':1,'skipped':0,'rejected':2,'skip_reasons':"
                    + "{'bad_app_id':2}}"));
  }

  @Test
  void recordOfTheClusterItselfIsRejectedEvenWhereItDecrypts() {
    DataRecord own = sealed(AppId.CLUSTER, "k", 1, 0);

    assertThat(push(Map.of(AppId.CLUSTER, array(own))).path("rejected").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'data': null}",
        "{'data': []}",
        "{'data': 'x'}",
        "{'data': {'49': {}}}",
        "{'data': {'49': null}}",
        "{'data': {'x': 7}}"
      })
  void bodyOfAnotherStructureIsABadRequest(String body) {
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> handler.answer(request(json(body), SECRET)))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.BAD_REQUEST));
  }

  @Test
  void badStructureBehindGoodRecordsChangesNothing() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set("49", array(sealed(APP, "k", 1, 0)));
    data.put("50", 7);

    assertThatExceptionOfType(KmsException.class).isThrownBy(() -> push(data));
    assertThat(store.stats().keys()).isZero();
  }

  @Test
  void epochIsToldToThoseWhoAskOnly() {
    ObjectNode body = json("{'data': {}, 'tell_epoch': true}");

    assertThat(handler.answer(request(body, SECRET)).toJson().path("epoch").textValue())
        .isEqualTo(store.feed().epoch().toString());
    assertThat(push(Map.of()).has("epoch")).isFalse();
  }

  @Test
  void lifeIsToldToThoseWhoTellTheirsAndWhatTheyHeardIsRemembered() {
    ObjectNode body = json("{'data': {}, 'life': 7, 'lives': {'" + PEER.address() + "': 9}}");

    Statement said = said(handler.answer(request(body, SECRET)).toJson());

    assertThat(said.life()).isEqualTo(lives.life());
    assertThat(said.heard().of(PEER)).isEqualTo(9);
    assertThat(lives.others().of(PEER)).isEqualTo(9);
    assertThat(push(Map.of()).has("life")).isFalse();
  }

  @Test
  void nodeThatIsToldOfALaterLifeOfItsOwnAnswersInOneAfterThat() {
    long later = lives.life() + 5;
    ObjectNode body =
        json("{'data': {}, 'life': 7, 'lives': {'" + SELF.address() + "': " + later + "}}");

    Statement said = said(handler.answer(request(body, SECRET)).toJson());

    assertThat(said.life()).isEqualTo(later + 1);
    assertThat(said.heard().of(SELF)).isEqualTo(later + 1);
  }

  @Test
  void mergedRecordIsNotPassedBackToItsSender() {
    push(Map.of(APP, array(sealed(APP, "k", 1, 0))));

    assertThat(store.feed().after(0, PEER::equals, Payload.batch(10, 1 << 20)).changes()).isEmpty();
  }

  @Test
  void serviceRefusesAnUnknownTypeAndTakesTheNextRequest() {
    TestCluster cluster = new TestCluster(2);
    Replica receiver = cluster.get(1);
    Wallet sender = cluster.get(0).wallet;

    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(
            () -> receiver.answer(sender, json("{'type': 'of_the_future'}"), SECRET.syncMac()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.BAD_REQUEST));
    assertThat(
            receiver
                .answer(sender, json("{'type': 'delta', 'data': {}}"), SECRET.syncMac())
                .path("status")
                .textValue())
        .isEqualTo("ok");
  }

  private ObjectNode push(Map<AppId, JsonNode> records) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    records.forEach((app, array) -> data.set(app.toString(), array));
    return push(data);
  }

  private ObjectNode push(ObjectNode data) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("data", data);
    String answer = handler.answer(request(body, SECRET)).toJson().toString();
    return StrictJson.object(answer);
  }

  private static SyncRequest request(JsonNode inner, VerifiedSecret secret) {
    return new SyncRequest(secret, PEER, null, inner, Optional.empty(), bytes -> {});
  }

  private static DataRecord sealed(AppId app, String key, long counter, long updatedAtMs) {
    byte[] stored = VALUES.seal(SECRET.keys().dataKey(app), key.getBytes());
    return new DataRecord(key, stored, VectorClock.of(Map.of(PEER, counter)), updatedAtMs, 0);
  }

  private static DataRecord value(String key, byte[] stored, long updatedAtMs) {
    return new DataRecord(key, stored, VectorClock.of(Map.of(PEER, 1L)), updatedAtMs, 0);
  }

  private static ArrayNode array(DataRecord... records) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (DataRecord record : records) {
      array.add(StoredRecord.of(record).toJson());
    }
    return array;
  }

  private static Statement said(ObjectNode answer) {
    return DeltaResponse.of(answer, 0, SELF).said().orElseThrow();
  }

  private static ObjectNode json(String text) {
    return StrictJson.object(text.replace('\'', '"'));
  }
}
