package io.novakms.peer;

import static io.novakms.peer.SamplePeers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerClocksTest {
  private static final Duration PRECISION = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final PeerClocks clocks = new PeerClocks(time, time);
  private final PeerSet members =
      new PeerCache(
              () -> Members.wallet(1),
              Members.KMS,
              new UrlPolicy(true, true),
              time,
              time,
              Duration.ofMinutes(1))
          .refresh(
              Members.snapshot(
                  1,
                  Optional.empty(),
                  Members.member(Members.wallet(2), KEY, "https://a.example"),
                  Members.member(Members.wallet(3), KEY, "https://b.example")));

  @Test
  void offsetIsThisClockLessThePeers() {
    clocks.note(Members.wallet(2), dated(time.instant().minusSeconds(600)), time.nanos());
    clocks.note(Members.wallet(3), dated(time.instant()), time.nanos());

    assertThat(clocks.offsets(members))
        .hasSize(2)
        .anySatisfy(offset -> assertNear(offset, Duration.ofSeconds(600)))
        .anySatisfy(offset -> assertNear(offset, Duration.ZERO));
  }

  @Test
  void offsetStaysWhileTimePasses() {
    clocks.note(Members.wallet(2), dated(time.instant()), time.nanos());
    time.advance(Duration.ofMinutes(5));

    assertNear(clocks.offsets(members).get(0), Duration.ZERO);
  }

  @Test
  void wordsThatAreOldAreForgotten() {
    clocks.note(Members.wallet(2), dated(time.instant()), time.nanos());
    time.advance(Duration.ofMinutes(11));

    assertThat(clocks.offsets(members)).isEmpty();
  }

  @Test
  void answerThatTookLongSaysNothing() {
    long asked = time.nanos();
    time.advance(Duration.ofSeconds(6));
    clocks.note(Members.wallet(2), dated(time.instant()), asked);

    assertThat(clocks.offsets(members)).isEmpty();
  }

  @Test
  void onlyMembersCount() {
    clocks.note(Members.wallet(9), dated(time.instant()), time.nanos());

    assertThat(clocks.offsets(members)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "1767225600", "Thu, 99 Jan 2026 00:00:00 GMT"})
  void unreadableDateSaysNothing(String date) {
    clocks.note(Members.wallet(2), Optional.of(date), time.nanos());

    assertThat(clocks.offsets(members)).isEmpty();
  }

  private static void assertNear(Duration offset, Duration expected) {
    assertThat(offset.minus(expected).abs()).isLessThanOrEqualTo(PRECISION);
  }

  private static Optional<String> dated(Instant date) {
    String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
    return Optional.of(text);
  }
}
