package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.novakms.model.AppId;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock;
import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EntryCodecPropertiesTest {
  @Property
  void recordComesBackAsItWas(@ForAll("apps") AppId app, @ForAll("records") DataRecord record) {
    assertThat(EntryCodec.decode(EntryCodec.encode(app, record)))
        .isEqualTo(new Change(app, record));
  }

  @Property
  void cutPlaintextIsNeverAnotherKey(
      @ForAll("apps") AppId app, @ForAll("records") DataRecord record, @ForAll int cut) {
    byte[] whole = EntryCodec.encode(app, record);
    byte[] shorter = Arrays.copyOf(whole, Math.floorMod(cut, whole.length));
    try {
      assertThat(EntryCodec.decode(shorter).record().key()).isEqualTo(record.key());
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("too short");
    }
  }

  @Property
  void anyBytesAreARecordOrRefused(@ForAll byte[] bytes) {
    if (bytes.length < 2 || bytes[0] != 1 || bytes[1] < 0 || bytes[1] > 1) {
      assertThatIllegalArgumentException().isThrownBy(() -> EntryCodec.decode(bytes));
    } else {
      try {
        EntryCodec.decode(bytes);
      } catch (IllegalArgumentException e) {
        assertThat(e).isNotNull();
      }
    }
  }

  @Property
  void damagedFieldsAreRefusedAndNothingElseIsThrown(
      @ForAll("records") DataRecord record, @ForAll int index, @ForAll byte value) {
    byte[] bytes = EntryCodec.encode(Fixtures.APP, record);
    bytes[Math.floorMod(index, bytes.length)] = value;
    try {
      EntryCodec.decode(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).isNotNull();
    }
  }

  @Provide
  Arbitrary<AppId> apps() {
    return Arbitraries.bigIntegers()
        .between(BigInteger.ZERO, BigInteger.TWO.pow(256).subtract(BigInteger.ONE))
        .map(AppId::new);
  }

  @Provide
  Arbitrary<DataRecord> records() {
    Arbitrary<String> keys =
        Arbitraries.strings()
            .withChars('a', '/', '\u0000', '\u00e9', '\u20ac')
            .ofMinLength(1)
            .ofMaxLength(40);
    Arbitrary<VectorClock> versions =
        Arbitraries.maps(
                Arbitraries.integers().between(1, 9).map(Fixtures::wallet),
                Arbitraries.longs().between(1, Long.MAX_VALUE))
            .ofMaxSize(5)
            .map(VectorClock::of);
    Arbitrary<Long> times = Arbitraries.longs().between(0, Long.MAX_VALUE);
    return Combinators.combine(
            keys,
            Arbitraries.bytes().array(byte[].class).ofMaxSize(64).injectNull(0.2),
            versions,
            times,
            times)
        .as((key, value, version, at, ttl) -> new DataRecord(key, value, version, at, ttl));
  }
}
