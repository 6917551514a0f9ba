package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.bytes;
import static io.novakms.store.Samples.clock;
import static io.novakms.store.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataRecordTest {
  private static final VectorClock SEEN = clock(A, 1);

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"half \ud83d", "\udd11 half", "\udd11\ud83d"})
  void keyThatIsNoTextIsRefused(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> value(key, "v", SEEN, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "é", "✓", "\ud83d\udd11", "a/b%20 c\u0000"})
  void anyTextIsAKey(String key) {
    assertThat(value(key, "", SEEN, 0).chargedBytes())
        .isEqualTo(RecordCost.BASE_BYTES + bytes(key).length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", "é", "✓", "\ud83d\udd11"})
  void longestKeyIsCountedInUtf8(String character) {
    String longest = character.repeat(DataRecord.MAX_KEY_BYTES / bytes(character).length);
    String filled = longest + "k".repeat(DataRecord.MAX_KEY_BYTES - bytes(longest).length);
    assertThat(value(filled, "", SEEN, 0).chargedBytes())
        .isEqualTo(RecordCost.BASE_BYTES + DataRecord.MAX_KEY_BYTES);
    KeyText.requireValid(filled);
    assertThatIllegalArgumentException().isThrownBy(() -> KeyText.requireValid(filled + "k"));
    assertThat(value(filled + "k", "", SEEN, 0).key()).isEqualTo(filled + "k");
  }

  @Test
  void refusalDoesNotRepeatTheKey() {
    String key = "secret".repeat(1000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyText.requireValid(key))
        .withMessageNotContaining("secret");
  }

  @Test
  void timesAreNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DataRecord("k", bytes("v"), SEEN, -1, 0))
        .withMessageContaining("updated_at_ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DataRecord("k", bytes("v"), SEEN, 0, -1))
        .withMessageContaining("ttl_ms");
  }

  @Test
  void versionIsNeeded() {
    assertThatNullPointerException().isThrownBy(() -> new DataRecord("k", bytes("v"), null, 0, 0));
  }

  @Test
  void bytesAreCopiedInAndOut() {
    byte[] given = bytes("value");
    DataRecord record = new DataRecord("k", given, SEEN, 0, 0);
    given[0] = 0;
    record.ciphertext()[1] = 0;
    assertThat(record.ciphertext()).isEqualTo(bytes("value"));
  }

  @Test
  void tombstoneHasNoBytes() {
    DataRecord tombstone = DataRecord.tombstone("key", SEEN, 5);
    assertThat(tombstone.isTombstone()).isTrue();
    assertThat(tombstone.ciphertext()).isNull();
    assertThat(tombstone.ciphertextBytes()).isZero();
    assertThat(tombstone.chargedBytes()).isEqualTo(RecordCost.BASE_BYTES + 3);
    assertThat(tombstone.isLive(5)).isFalse();
  }

  @Test
  void emptyValueIsNoTombstone() {
    assertThat(value("k", "", SEEN, 5).isTombstone()).isFalse();
    assertThat(value("k", "", SEEN, 5)).isNotEqualTo(DataRecord.tombstone("k", SEEN, 5));
  }

  @Test
  void valueIsLiveThroughItsLastMillisecond() {
    DataRecord record = new DataRecord("k", bytes("v"), SEEN, 1000, 1);
    assertThat(record.isLive(1001)).isTrue();
    assertThat(record.isLive(1002)).isFalse();
  }

  @Test
  void zeroAndTheLargestValidityNeverEnd() {
    assertThat(value("k", "v", SEEN, 1000).isLive(Long.MAX_VALUE)).isTrue();
    DataRecord longest = new DataRecord("k", bytes("v"), SEEN, 1000, Long.MAX_VALUE);
    assertThat(longest.expiresAtMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(longest.isLive(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void equalityLooksAtEverything() {
    DataRecord record = new DataRecord("k", bytes("v"), SEEN, 1, 2);
    assertThat(new DataRecord("k", bytes("v"), clock(A, 1), 1, 2))
        .isEqualTo(record)
        .hasSameHashCodeAs(record);
    assertThat(record)
        .isNotEqualTo(new DataRecord("l", bytes("v"), SEEN, 1, 2))
        .isNotEqualTo(new DataRecord("k", bytes("w"), SEEN, 1, 2))
        .isNotEqualTo(new DataRecord("k", null, SEEN, 1, 2))
        .isNotEqualTo(new DataRecord("k", bytes("v"), clock(A, 2), 1, 2))
        .isNotEqualTo(new DataRecord("k", bytes("v"), SEEN, 2, 2))
        .isNotEqualTo(new DataRecord("k", bytes("v"), SEEN, 1, 3));
  }

  @Test
  void textShowsNeitherKeyNorValue() {
    assertThat(value("my-key", "my-value", SEEN, 7).toString())
        .doesNotContain("my-key")
        .doesNotContain("my-value")
        .contains("8 bytes");
  }
}
