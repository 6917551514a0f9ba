package io.novakms.sync.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.Vectors;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock;
import io.novakms.testing.Members;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records as JSON, both ways (protocol, section 7). */
class StoredRecordTest {
  private static final Wallet A = Members.wallet(0xabcdef);
  private static final Wallet B = Members.wallet(2);
  private static final int MAX_VALUE_BYTES = 16;

  private final RecordReader reader = new RecordReader(MAX_VALUE_BYTES);

  static Stream<JsonNode> recordsOfTheVectors() {
    return Vectors.cases("merge")
        .flatMap(c -> Stream.of(c.path("existing"), c.path("incoming"), c.path("result")))
        .filter(JsonNode::isObject);
  }

  @ParameterizedTest
  @MethodSource("recordsOfTheVectors")
  void recordsOfTheVectorsAreWrittenAsTheyWereRead(JsonNode record) throws RejectedException {
    ObjectNode expected = StrictJson.object(record.toString());
    // A missing entry counts 0, so that one of 0 is as good as none, and is not written.
    ((ObjectNode) expected.get("version")).removeIf(counter -> counter.asLong() == 0);

    assertThat(written(reader.read(record))).isEqualTo(expected);
  }

  @Test
  void valueHasTheShapeOfTheProtocol() {
    DataRecord record =
        new DataRecord(
            "a/ü \"%\"",
            new byte[] {0, (byte) 0xab},
            VectorClock.of(Map.of(A, Long.MAX_VALUE, B, 1L)),
            1_700_000_000_000L,
            5);

    assertThat(written(record))
        .isEqualTo(
            StrictJson.object(
                """
                {"key": "a/ü \\"%\\"", "value": "00ab",
                 "version": {"0x0000000000000000000000000000000000000002": 1,
                             "0x0000000000000000000000000000000000abcdef": 9223372036854775807},
                 "updated_at_ms": 1700000000000, "tombstone": false, "ttl_ms": 5}
                """));
  }

  @Test
  void tombstoneHasANullValue() {
    assertThat(written(DataRecord.tombstone("k", VectorClock.of(Map.of(B, 3L)), 7)))
        .isEqualTo(
            StrictJson.object(
                """
                {"key": "k", "value": null,
                 "version": {"0x0000000000000000000000000000000000000002": 3},
                 "updated_at_ms": 7, "tombstone": true, "ttl_ms": 0}
                """));
  }

  @Test
  void appsAreNamedByTheirIdInDecimal() {
    AppId huge = new AppId(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    DataRecord record = DataRecord.tombstone("k", VectorClock.EMPTY, 0);

    JsonNode data =
        RecordData.of(
                List.of(
                    new Change(AppId.of(49), record),
                    new Change(huge, record),
                    new Change(AppId.of(49), record)))
            .json();

    assertThat(data.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("49", huge.value().toString());
    assertThat(data.path("49")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'value': '0xABcd'}",
        "{'value': '0XabCD'}",
        "{'version': {'0X0000000000000000000000000000000000ABCDEF': 4}}",
        "{'version': {'0000000000000000000000000000000000abcdef': 4}}",
        "{'tombstone': null, 'ttl_ms': null}",
        "{'something': [1, {}]}",
        "{'version': {'0x0000000000000000000000000000000000abcdef': 4, "
            + "'0x0000000000000000000000000000000000000002': 0}}"
      })
  void otherFormsOfTheSameRecordAreRead(String changed) throws RejectedException {
    assertThat(reader.read(valid(changed))).isEqualTo(reader.read(valid("{}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tombstone", "ttl_ms"})
  void fieldThatTheRestImpliesMayBeMissing(String field) throws RejectedException {
    ObjectNode record = valid("{}");
    record.remove(field);

    assertThat(reader.read(record)).isEqualTo(reader.read(valid("{}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'value': null, 'tombstone': true}",
        "{'value': '', 'tombstone': true}",
        "{'value': null, 'tombstone': null}"
      })
  void tombstoneIsReadInEachOfItsForms(String changed) throws RejectedException {
    assertThat(reader.read(valid(changed)).isTombstone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'key': null}",
        "{'key': 7}",
        "{'key': '\\ud800'}",
        "{'value': 7}",
        "{'value': 'abc'}",
        "{'value': 'zz'}",
        "{'value': '0x0x00'}",
        "{'value': null, 'tombstone': false}",
        "{'tombstone': true}",
        "{'tombstone': 'true'}",
        "{'tombstone': 1}",
        "{'version': null}",
        "{'version': []}",
        "{'version': {'x': 1}}",
        "{'version': {'0x0000000000000000000000000000000000abcdef': -1}}",
        "{'version': {'0x0000000000000000000000000000000000abcdef': '4'}}",
        "{'version': {'0x0000000000000000000000000000000000abcdef': 4.0}}",
        "{'version': {'0x0000000000000000000000000000000000abcdef': 9223372036854775808}}",
        "{'version': {'0x0000000000000000000000000000000000abcdef': 4, "
            + "'0x0000000000000000000000000000000000ABCDEF': 4}}",
        "{'updated_at_ms': null}",
        "{'updated_at_ms': -1}",
        "{'updated_at_ms': 1.5}",
        "{'updated_at_ms': '7'}",
        "{'updated_at_ms': 9223372036854775808}",
        "{'ttl_ms': -1}",
        "{'ttl_ms': true}",
        "{'ttl_ms': 0.5}"
      })
  void malformedRecordIsRejected(String changed) {
    assertRejected(valid(changed), Rejection.MALFORMED_RECORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "value", "version", "updated_at_ms"})
  void recordWithoutANeededFieldIsRejected(String field) {
    ObjectNode record = valid("{'tombstone': false}");
    record.remove(field);

    assertRejected(record, Rejection.MALFORMED_RECORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "null", "\"record\"", "true"})
  void whatIsNoObjectIsRejected(String json) {
    assertRejected(StrictJson.object("{\"r\": " + json + "}").get("r"), Rejection.MALFORMED_RECORD);
  }

  @Test
  void valueIsTakenUpToItsLimitInEitherForm() throws RejectedException {
    String longest = "00".repeat(MAX_VALUE_BYTES);

    assertThat(reader.read(valid("{'value': '" + longest + "'}")).ciphertextBytes())
        .isEqualTo(MAX_VALUE_BYTES);
    assertThat(reader.read(valid("{'value': '0x" + longest + "'}")).ciphertextBytes())
        .isEqualTo(MAX_VALUE_BYTES);
    assertRejected(valid("{'value': '" + longest + "00'}"), Rejection.VALUE_TOO_LARGE);
    assertRejected(valid("{'value': '0x" + longest + "00'}"), Rejection.VALUE_TOO_LARGE);
  }

  @Test
  void clockWithManyEntriesIsCut() throws RejectedException {
    ObjectNode record = valid("{}");
    ObjectNode version = record.putObject("version");
    for (int i = 1; i <= 200; i++) {
      version.put(Members.wallet(i).address(), i);
    }

    VectorClock read = reader.read(record).version();

    assertThat(read.size()).isEqualTo(VectorClock.MAX_ENTRIES);
    assertThat(read.counter(Members.wallet(200))).isEqualTo(200);
  }

  @Test
  void emptyKeyAndLongKeyAreRead() throws RejectedException {
    String longest = "k".repeat(MAX_VALUE_BYTES);

    assertThat(reader.read(valid("{'key': ''}")).key()).isEmpty();
    assertThat(reader.read(valid("{'key': '" + longest + "'}")).key()).isEqualTo(longest);
    assertRejected(valid("{'key': '" + longest + "k'}"), Rejection.KEY_TOO_LARGE);
  }

  private void assertRejected(JsonNode record, Rejection why) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> reader.read(record))
        .satisfies(e -> assertThat(e.rejection()).isEqualTo(why));
  }

  private static ObjectNode written(DataRecord record) {
    return StrictJson.object(StoredRecord.of(record).toJson().toString());
  }

  /** A record that is fine but for {@code changed}, which is JSON with single quotes. */
  private static ObjectNode valid(String changed) {
    ObjectNode record =
        StrictJson.object(
            """
            {"key": "k", "value": "abcd",
             "version": {"0x0000000000000000000000000000000000abcdef": 4},
             "updated_at_ms": 7, "tombstone": false, "ttl_ms": 0}
            """);
    record.setAll(StrictJson.object(changed.replace('\'', '"')));
    return record;
  }
}
