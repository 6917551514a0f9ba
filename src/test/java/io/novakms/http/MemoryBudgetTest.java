package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.http.guard.MemoryBudget;
import io.novakms.http.guard.MemoryReservation;
import io.novakms.model.KmsException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long LONG_BYTES = 1000;

  private final MemoryBudget budget = new MemoryBudget(2, LONG_BYTES);

  @Test
  void senderHasNoMoreRequestsUnderWayThanIsAllowed() {
    MemoryReservation first = budget.enter("a");
    budget.enter("a");

    assertUnavailable(() -> budget.enter("a"));
    assertThatCode(() -> budget.enter("b")).doesNotThrowAnyException();

    first.close();
    assertThatCode(() -> budget.enter("a")).doesNotThrowAnyException();
  }

  @Test
  void shortBodiesAlwaysHaveRoom() {
    List<MemoryReservation> all = new ArrayList<>();
    budget.enter("greedy").add(MemoryBudget.SHORT_BYTES + LONG_BYTES);
    for (int i = 0; i < 1000; i++) {
      all.add(budget.enter(i));
    }

    assertThatCode(() -> all.forEach(memory -> memory.add(MemoryBudget.SHORT_BYTES)))
        .doesNotThrowAnyException();
  }

  @Test
  void longBodiesShareWhatThereIs() {
    MemoryReservation first = budget.enter("a");
    first.add(MemoryBudget.SHORT_BYTES);
    first.add(LONG_BYTES - 1);
    MemoryReservation second = budget.enter("b");
    second.add(MemoryBudget.SHORT_BYTES + 1);

    assertUnavailable(() -> second.add(1));
    assertUnavailable(() -> first.add(1));

    first.close();
    assertThatCode(() -> second.add(LONG_BYTES - 1)).doesNotThrowAnyException();
  }

  @Test
  void longAnswersShareItWithBodies() {
    MemoryReservation answer = budget.answer(MemoryBudget.SHORT_BYTES + LONG_BYTES);
    MemoryReservation body = budget.enter("a");
    body.add(MemoryBudget.SHORT_BYTES);

    assertUnavailable(() -> body.add(1));
    assertUnavailable(() -> budget.answer(MemoryBudget.SHORT_BYTES + 1));
    assertThatCode(() -> budget.answer(MemoryBudget.SHORT_BYTES)).doesNotThrowAnyException();

    answer.close();
    assertThatCode(() -> body.add(LONG_BYTES)).doesNotThrowAnyException();
  }

  @Test
  void everythingIsGivenBack() {
    for (int i = 0; i < 100; i++) {
      try (MemoryReservation memory = budget.enter("a")) {
        memory.add(MemoryBudget.SHORT_BYTES + LONG_BYTES);
      }
    }

    assertThat(budget.senders()).isZero();
  }

  private static void assertUnavailable(Runnable what) {
    assertThatThrownBy(what::run)
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAVAILABLE));
  }
}
