package io.novakms.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.Vectors;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code merge} section of the vectors. */
class MergeVectorsTest {
  static Stream<JsonNode> vectors() {
    return Vectors.cases("merge");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void mergeFollowsTheVector(JsonNode vector) {
    DataRecord incoming = record(vector.get("incoming"));
    Merge merge =
        vector.get("existing").isNull()
            ? Merge.insert(incoming)
            : Merge.join(record(vector.get("existing")), incoming, 0);

    assertThat(merge.outcome().code()).isEqualTo(vector.get("outcome").asText());
    assertThat(merge.record()).isEqualTo(record(vector.get("result")));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void storeFollowsTheVector(JsonNode vector) {
    StoreLimits limits = new StoreLimits(0, Long.MAX_VALUE, Duration.ofDays(1));
    DataStore store = new DataStore(Samples.A, limits, new SettableClock(0), new SecureRandom());
    if (!vector.get("existing").isNull()) {
      store.merge(Samples.APP, record(vector.get("existing")), Samples.B);
    }
    MergeOutcome outcome = store.merge(Samples.APP, record(vector.get("incoming")), Samples.B);

    assertThat(outcome.code()).isEqualTo(vector.get("outcome").asText());
    assertThat(Samples.contents(store))
        .containsOnly(Map.entry(Samples.APP + "/k", record(vector.get("result"))));
  }

  private static DataRecord record(JsonNode json) {
    Map<Wallet, Long> version = new HashMap<>();
    json.get("version")
        .properties()
        .forEach(e -> version.put(Wallet.parse(e.getKey()), e.getValue().longValue()));
    assertThat(json.get("tombstone").booleanValue()).isEqualTo(json.get("value").isNull());
    return new DataRecord(
        json.get("key").asText(),
        json.get("value").isNull() ? null : Hex.decode(json.get("value").asText()),
        VectorClock.of(version),
        json.get("updated_at_ms").longValue(),
        json.get("ttl_ms").longValue());
  }
}
