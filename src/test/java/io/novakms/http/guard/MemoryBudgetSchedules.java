package io.novakms.http.guard;

import static io.novakms.schedules.Together.require;

import io.novakms.auth.BusyException;
import io.novakms.schedules.Schedules;
import io.novakms.schedules.Together;
import io.novakms.testing.Members;
import java.util.Map;

/** Requests that reserve memory at once. */
public final class MemoryBudgetSchedules implements Schedules {
  private static final long ALL = 1000;

  @Override
  public Map<String, Scene> scenes() {
    return Map.of("reservationsStayWithinTheBudgetAndAllComeBack", this::bounded);
  }

  private void bounded() throws Exception {
    MemoryBudget budget = new MemoryBudget(ALL);
    Scene peer =
        () -> {
          try (MemoryReservation request = budget.ofPeer(Members.wallet(1))) {
            request.add(400);
            require(budget.taken() <= ALL, "over the budget");
            try (MemoryReservation rest = request.handOn(100)) {
              rest.add(200);
            }
          } catch (BusyException e) {
            // The other one had it.
          }
        };
    Scene answer =
        () -> {
          try (MemoryReservation sent = budget.answer(100)) {
            sent.add(100);
            require(budget.taken() >= 400, "a reservation is not counted");
          } catch (BusyException e) {
            require(budget.taken() <= ALL, "over the budget");
          }
        };
    Together.run(peer, peer, answer);
    require(budget.taken() == 0, budget.taken() + " bytes are never given back");
    require(budget.owners() == 0, "an owner without a request is kept");
  }
}
