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
    budget.enter("greedy").read(MemoryBudget.SHORT_BYTES + LONG_BYTES);
    for (int i = 0; i < 1000; i++) {
      all.add(budget.enter(i));
    }

    assertThatCode(() -> all.forEach(place -> place.read(MemoryBudget.SHORT_BYTES)))
        .doesNotThrowAnyException();
  }

  @Test
  void longBodiesShareWhatThereIs() {
    MemoryReservation first = budget.enter("a");
    first.read(MemoryBudget.SHORT_BYTES);
    first.read(LONG_BYTES - 1);
    MemoryReservation second = budget.enter("b");
    second.read(MemoryBudget.SHORT_BYTES + 1);

    assertUnavailable(() -> second.read(1));
    assertUnavailable(() -> first.read(1));

    first.close();
    assertThatCode(() -> second.read(LONG_BYTES - 1)).doesNotThrowAnyException();
  }

  @Test
  void longAnswersShareItWithBodies() {
    MemoryBudget.Held answer = budget.answer(MemoryBudget.SHORT_BYTES + LONG_BYTES);
    MemoryReservation body = budget.enter("a");
    body.read(MemoryBudget.SHORT_BYTES);

    assertUnavailable(() -> body.read(1));
    assertUnavailable(() -> budget.answer(MemoryBudget.SHORT_BYTES + 1));
    assertThatCode(() -> budget.answer(MemoryBudget.SHORT_BYTES)).doesNotThrowAnyException();

    answer.close();
    assertThatCode(() -> body.read(LONG_BYTES)).doesNotThrowAnyException();
  }

  @Test
  void everythingIsGivenBack() {
    for (int i = 0; i < 100; i++) {
      try (MemoryReservation place = budget.enter("a")) {
        place.read(MemoryBudget.SHORT_BYTES + LONG_BYTES);
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
