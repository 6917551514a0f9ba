package io.novakms.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock;
import io.novakms.sync.message.RecordData;
import io.novakms.testing.Members;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is reckoned for a record is never less than what it takes. */
class PayloadPropertiesTest {
  private static final BigInteger LARGEST_APP =
      BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

  @Property
  void recordTakesNoMoreThanIsReckoned(@ForAll @From("records") DataRecord record) {
    // Each record under an app of its own, which takes most.
    String json = RecordData.of(List.of(new Change(new AppId(LARGEST_APP), record))).json() + ",";

    assertThat((long) json.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(Payload.maxBytes(record))
        .isGreaterThan(Payload.maxBytes(record) - 512 - 32L * record.version().size());
  }

  @Property
  void bodyThatFillsItsRoomFitsIntoAnEnvelope(@ForAll @From("limits") long maxPayload) {
    String cursor = "x".repeat(64);
    long room = Payload.room(maxPayload);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "snapshot_page");
    body.put("status", "ok");
    body.put("sender_wallet", Members.wallet(1).address());
    body.put("next_cursor", cursor);
    body.put("epoch", cursor);
    body.put("tell_epoch", true);
    body.putObject("data");
    int frame = body.toString().length();

    assertThat(2 * (frame + room) + FakeNetwork.envelopeBytes("")).isLessThanOrEqualTo(maxPayload);
  }

  @Example
  void largestValueOfTheDefaultsFitsIntoAPayloadOfTheLeastThatIsAllowed() {
    int maxValue = 1 << 20;
    DataRecord record =
        new DataRecord("k".repeat(2048), new byte[maxValue + 128], VectorClock.EMPTY, 0, 0);

    assertThat(Payload.maxBytes(record)).isLessThan(Payload.room(4L * maxValue + 65_536));
  }

  @Provide
  Arbitrary<DataRecord> records() {
    Arbitrary<String> keys =
        Arbitraries.strings()
            .withChars('\0', '\n', '"', '\\', '/', 'a', 'ü', '\u2028', '漢')
            .ofMinLength(1)
            .ofMaxLength(100);
    Arbitrary<byte[]> values = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<VectorClock> clocks =
        Arbitraries.maps(
                Arbitraries.integers().between(1, 1000).map(Members::wallet),
                Arbitraries.of(1L, 1_700_000_000_000L, Long.MAX_VALUE))
            .ofMaxSize(20)
            .map((Map<Wallet, Long> entries) -> VectorClock.of(entries));
    Arbitrary<Long> times = Arbitraries.of(0L, 1_700_000_000_000L, Long.MAX_VALUE);
    return Combinators.combine(keys, values.injectNull(0.2), clocks, times, times)
        .as(DataRecord::new);
  }

  @Provide
  Arbitrary<Long> limits() {
    return Arbitraries.longs().between(65_536, 1L << 30);
  }
}
