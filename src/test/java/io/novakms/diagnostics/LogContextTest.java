package io.novakms.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.novakms.testing.LogLines;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogContextTest {
  private static final String NAME = "io.novakms.test.log-context";
  private static final System.Logger LOG = LogContext.logger(NAME);

  private final LogLines log = new LogLines(NAME);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void linesOfARequestBeginWithItsId() {
    LogContext.request("0a1b")
        .run(
            () -> {
              LOG.log(Level.INFO, "plain");
              LOG.log(Level.INFO, "with {0} and {1}", "one", "two");
              LOG.log(Level.INFO, () -> "made");
              LOG.log(Level.WARNING, "thrown", new IllegalStateException("inner"));
              LOG.log(Level.WARNING, () -> "made and thrown", new IllegalStateException("inner"));
            });

    assertThat(log.lines())
        .containsExactly(
            "[request 0a1b] plain",
            "[request 0a1b] with one and two",
            "[request 0a1b] made",
            "[request 0a1b] thrown",
            "[request 0a1b] made and thrown");
  }

  @Test
  void linesOutsideOfAnyContextAreAsTheyWere() {
    LOG.log(Level.INFO, "with {0}", "one");
    LogContext.tick(7).run(() -> {});
    LOG.log(Level.INFO, "after");

    assertThat(log.lines()).containsExactly("with one", "after");
  }

  @Test
  void numbersOfTicksAreNotGrouped() {
    LogContext.tick(1_234_567).run(() -> LOG.log(Level.INFO, "{0}", "x"));

    assertThat(log.lines()).containsExactly("[tick 1234567] x");
  }

  @Test
  void aThreadIsBackWhereItWasAfterwardsEvenWhereTheTaskThrows() {
    LogContext.tick(1)
        .run(
            () -> {
              assertThatIllegalStateException()
                  .isThrownBy(
                      () ->
                          LogContext.request("inner")
                              .run(
                                  () -> {
                                    throw new IllegalStateException();
                                  }));
              assertThat(current()).contains("tick 1");
            });

    assertThat(LogContext.current()).isEmpty();
  }

  @Test
  void anExecutorTakesTheContextAlongAndLeavesNoneBehind() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      List<Optional<String>> seen = new ArrayList<>();
      LogContext.request("r1")
          .run(() -> LogContext.carriedBy(thread).execute(() -> seen.add(current())));
      Future<?> last = thread.submit(() -> seen.add(current()));
      last.get();

      assertThat(seen).containsExactly(Optional.of("request r1"), Optional.empty());
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aTaskIsInTheContextOfWhoHandedItInAndNotOfWhoRunsIt() {
    Queue<Runnable> later = new ArrayDeque<>();
    List<Optional<String>> seen = new ArrayList<>();
    LogContext.request("r1")
        .run(() -> LogContext.carriedBy(later::add).execute(() -> seen.add(current())));

    LogContext.tick(2).run(later.remove());

    assertThat(seen).containsExactly(Optional.of("request r1"));
  }

  @Test
  void aCallbackIsInTheContextOfWhoMadeIt() {
    List<String> seen = new ArrayList<>();
    LogContext.request("r1")
        .run(
            () ->
                LogContext.carried((a, b) -> seen.add(a + "/" + b + "/" + current().orElse("")))
                    .andThen((a, b) -> seen.add(current().orElse("none")))
                    .accept("1", "2"));

    assertThat(seen).containsExactly("1/2/request r1", "request r1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-a", ".a", "a b", "a\nb", "a\r", "a{0}", "a'b", "a]b", "\u00e4", "a/b", "a\u0000"
      })
  void whatCouldForgeALineIsNoName(String name) {
    assertThat(LogContext.isName(name)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> LogContext.request(name));
  }

  @Test
  void namesHaveSixtyFourCharactersAtMost() {
    assertThat(LogContext.isName("a".repeat(64))).isTrue();
    assertThat(LogContext.isName("a".repeat(65))).isFalse();
  }

  private static Optional<String> current() {
    return LogContext.current().map(LogContext::toString);
  }
}
