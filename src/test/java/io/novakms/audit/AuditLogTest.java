package io.novakms.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.audit.AuditEvent.Outcome;
import io.novakms.audit.AuditEvent.Target;
import io.novakms.auth.CallerKind;
import io.novakms.model.AppId;
import io.novakms.testing.AuditLines;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private static final Actor UNREGISTERED = Actor.unproven(CallerKind.APP, "192.0.2.7");
  private static final Actor APP =
      UNREGISTERED.proven(Members.wallet(9)).known(Optional.of(AppId.of(5)));

  private final AuditLines written = new AuditLines();
  private final ManualTime time = new ManualTime();
  private final AuditLog log = new AuditLog(true, time, time);

  @AfterEach
  void close() {
    written.close();
  }

  @Test
  void lineSaysWhoDidWhatToWhichKeyAndWhatCameOfIt() {
    log.write(
        new AuditEvent(
            "data.write",
            APP,
            Optional.of(Target.key("greeting")),
            Outcome.REFUSED,
            Optional.of("storage_full"),
            Optional.of("00ab")));

    assertThat(written.lines())
        .containsExactly(
            "{\"time\":\"2026-01-01T00:00:00Z\",\"seq\":1,\"event\":\"data.write\",\"outcome\":\"refused\","
                + "\"detail\":\"storage_full\",\"by\":\"app\",\"wallet\":\""
                + Members.wallet(9)
                + "\",\"app_id\":5,\"address\":\"192.0.2.7\",\"key\":\"greeting\",\"request\":\"00ab\"}");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    log.write(event("derive", UNREGISTERED));

    assertThat(fields(written.last()))
        .containsExactly("time", "seq", "event", "outcome", "by", "address");
  }

  @Test
  void operatorHasANameWhereTheServerTellsIt() {
    log.write(event("admin.drain", Actor.operator(Optional.of("ops"), Optional.empty())));

    assertThat(written.last().path("by").textValue()).isEqualTo("operator");
    assertThat(written.last().path("user").textValue()).isEqualTo("ops");
  }

  @Test
  void namesOfKeysAreHashesWhereTheyAreNotToBeRead() {
    new AuditLog(false, time, time).write(about(Target.key("abc")));

    // The first known answer of FIPS 180-2.
    assertThat(written.last().path("key_sha256").textValue())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(written.lines().get(0)).doesNotContain("\"abc\"");
  }

  @Test
  void peersAreNamedInAnyCase() {
    new AuditLog(false, time, time).write(about(Target.peer("0x01")));

    assertThat(written.last().path("peer").textValue()).isEqualTo("0x01");
  }

  @Test
  void longNamesAreCut() {
    log.write(about(Target.key("k".repeat(2048))));

    assertThat(written.last().path("key").textValue())
        .isEqualTo("k".repeat(NameRedactor.MOST_CHARS) + "...");
  }

  @Test
  void lineThatACallerMadeUpIsPartOfAName() {
    log.write(about(Target.key("a\n{\"event\":\"admin.drain\"}\u001b[2J\u2028\u009b")));

    assertThat(written.lines()).hasSize(1);
    assertThat(written.lines().get(0)).matches("[ -~]*");
    assertThat(written.last().path("event").textValue()).isEqualTo("data.read");
  }

  @Test
  void unknownCallersCanNotFloodTheAuditLog() {
    for (int i = 0; i < 1000; i++) {
      log.write(event("derive", UNREGISTERED.proven(Members.wallet(i))));
    }
    assertThat(written.lines()).hasSize(AuditLog.UNREGISTERED_PER_SECOND);

    log.write(event("derive", APP));
    assertThat(written.last().path("left_out").asInt())
        .isEqualTo(1000 - AuditLog.UNREGISTERED_PER_SECOND);
    time.advance(Duration.ofSeconds(1));
    log.write(event("derive", UNREGISTERED));
    assertThat(written.last().has("left_out")).isFalse();
    assertThat(written.lines()).hasSize(AuditLog.UNREGISTERED_PER_SECOND + 2);
  }

  @Test
  void knownCallersAreAlwaysInTheAuditLogAndNoLineIsMissing() {
    for (int i = 0; i < 1000; i++) {
      log.write(event("derive", APP));
    }

    assertThat(written.events())
        .extracting(line -> line.path("seq").asInt())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 1000).boxed().toList());
  }

  @Test
  void loggerThatIsOffGetsNothing() {
    written.level(Level.OFF);

    log.write(event("derive", APP));

    assertThat(log.isOn()).isFalse();
    assertThat(written.lines()).isEmpty();
  }

  private static AuditEvent event(String action, Actor actor) {
    return new AuditEvent(
        action, actor, Optional.empty(), Outcome.OK, Optional.empty(), Optional.empty());
  }

  private static AuditEvent about(Target target) {
    return new AuditEvent(
        "data.read", APP, Optional.of(target), Outcome.OK, Optional.empty(), Optional.empty());
  }

  private static Iterable<String> fields(ObjectNode line) {
    return line.properties().stream().map(Map.Entry::getKey).toList();
  }
}
