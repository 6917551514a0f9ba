package io.novakms.schedules;

import static io.novakms.schedules.Together.require;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A race that has to be found, so that a green run of the others says something. */
public final class LostUpdate implements Schedules {
  @Override
  public Map<String, Scene> scenes() {
    return Map.of("updatesOfTwoThreadsAreBothCounted", this::race);
  }

  private void race() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Scene update = () -> count.set(count.get() + 1);
    Together.run(update, update);
    require(count.get() == 2, "an update was lost");
  }
}
