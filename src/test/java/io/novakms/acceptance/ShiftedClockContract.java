package io.novakms.acceptance;

import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.testing.TestApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a node does while its machine's wall clock is wrong. A subclass names the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShiftedClockContract {
  private static final Duration MAX_SKEW = Duration.ofSeconds(10);
  private static final String MISSED = "the server's timer has missed its time";

  private final Function<ServerPlan, ServerUnderTest> driver;
  private ShiftedClock clock;
  private SingleNode node;
  private TestApp app;

  ShiftedClockContract(Function<ServerPlan, ServerUnderTest> driver) {
    this.driver = driver;
  }

  @BeforeAll
  void startAndOpen() throws IOException {
    Optional<Path> library = ShiftedClock.library();
    Assumptions.assumeTrue(library.isPresent(), "no libfaketime on this machine");
    Path file = Files.createTempFile("shifted-clock", ".txt");
    clock = ShiftedClock.with(library.orElseThrow(), file);
    Map<String, String> others = new HashMap<>(clock.environment());
    others.put("MAX_CLOCK_SKEW_MS", Long.toString(MAX_SKEW.toMillis()));
    node = SingleNode.prepare(getClass().getSimpleName(), Jdks.ofThisTest(), driver, others);
    clock.starts();
    node.server().start();
    node.awaitClosed("not_registered");
    node.register();
    node.awaitServing();
    app = node.newApp("caller");
  }

  @BeforeEach
  void clockIsRight() {
    clock.set(Duration.ZERO);
    node.awaitServing();
    app.forgetNonce();
  }

  @AfterAll
  void stop() {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void clockThatStepsBackAnHourStopsNoTick() throws IOException {
    app.call("PUT", DATA, value("before", "the step"));
    clock.set(Duration.ofHours(-1));

    node.awaitClosed("clock_skew");
    assertThat(detail()).contains("behind the chain's blocks");
    awaitTicks(15);
    assertThat(node.health("live")).isEqualTo(200);
    assertThat(node.health("ready")).isEqualTo(503);
    assertThat(log().split(MISSED, -1)).as("said once").hasSize(2);

    clock.set(Duration.ZERO);
    node.awaitServing();
    assertThat(text(app.read(DATA + "/before"))).isEqualTo("the step");
    await().atMost(SingleNode.SOON).until(() -> log().contains("the server's timer beats again"));
  }

  @Test
  void clockTenMinutesAheadClosesTheNodeAndHasNothingForgotten() {
    app.call("PUT", DATA, value("brief", "still there").put("ttl_ms", 300_000));
    clock.set(Duration.ofMinutes(10));

    node.awaitClosed("clock_skew");
    assertThat(detail()).contains("ahead of the chain's blocks");
    awaitTicks(5);
    assertThat(node.health("live")).isEqualTo(200);

    clock.set(Duration.ZERO);
    node.awaitServing();
    app.forgetNonce();
    assertThat(text(app.read(DATA + "/brief"))).isEqualTo("still there");
  }

  @Test
  void clockThatDriftsClosesTheNodeOnceItIsTooFarOff() {
    driftUntilClosed(1.25);
  }

  @Tag("soak")
  @Test
  void clockThatDriftsSlowlyClosesTheNodeOnceItIsTooFarOff() {
    driftUntilClosed(1.01);
  }

  private void driftUntilClosed(double rate) {
    clock.run(rate);
    awaitTicks(3);
    assertThat(node.get("/health").statusCode()).as("a little off").isEqualTo(200);
    app.forgetNonce();
    app.call("PUT", DATA, value("while", "it drifts"));

    await()
        .atMost(Duration.ofSeconds((long) (4 * MAX_SKEW.toSeconds() / (rate - 1))))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> reason().equals("clock_skew"));
    assertThat(detail()).contains("ahead of the chain's blocks");
    // The bound that a block sets is looser at some ticks than at others, so one reading may be
    // less.
    await().atMost(SingleNode.SOON).until(() -> offset() > MAX_SKEW.toSeconds());
    assertThat(node.health("live")).isEqualTo(200);
  }

  private void awaitTicks(int count) {
    long target = lastTick() + count;
    await().atMost(SingleNode.SOON).until(() -> lastTick() >= target);
  }

  private long lastTick() {
    return status().at("/last_tick/number").asLong();
  }

  private String reason() {
    return status().at("/node/reason").asText();
  }

  private String detail() {
    return status().at("/node/reason_detail").asText();
  }

  private double offset() {
    return node.get("/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("nova_kms_clock_offset_seconds "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode status() {
    return node.json("/status");
  }

  private String log() throws IOException {
    return Files.readString(node.server().log(), StandardCharsets.ISO_8859_1);
  }
}
