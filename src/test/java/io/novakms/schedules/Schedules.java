package io.novakms.schedules;

import java.util.Map;

/** Scenes of a few threads that share one object, and what must hold whatever the schedule. */
public interface Schedules {
  /** One scene: builds the object, runs its threads, and throws where something does not hold. */
  @FunctionalInterface
  interface Scene {
    /** Runs the scene once. */
    void run() throws Exception;
  }

  /** The scenes, by a name that states what holds. */
  Map<String, Scene> scenes();
}
