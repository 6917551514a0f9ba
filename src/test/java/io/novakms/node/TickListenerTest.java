package io.novakms.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TickListenerTest {
  private static final TickReport REPORT =
      new TickReport(1, Instant.EPOCH, Duration.ZERO, List.of(), Optional.empty(), 0);

  private final List<String> told = new ArrayList<>();
  private final TickListener both =
      new TickListener() {
        @Override
        public void finished(TickReport report) {
          told.add("finished " + report.number());
        }

        @Override
        public void failed() {
          told.add("failed");
        }
      }.and(() -> told.add("also"));

  @Test
  void bothAreToldOfATickThatEnded() {
    both.finished(REPORT);

    assertThat(told).containsExactly("finished 1", "also");
  }

  @Test
  void bothAreToldOfATickThatDidNotEnd() {
    both.failed();

    assertThat(told).containsExactly("failed", "also");
  }
}
