package io.novakms.schedules;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.pastalab.fray.core.observers.TimelineCoverageType;
import org.pastalab.fray.core.randomness.ControlledRandomProvider;
import org.pastalab.fray.core.scheduler.POSScheduler;
import org.pastalab.fray.junit.plain.FrayInTestLauncher;

/**
 * Runs the scenes of the classes that it is given, each under {@code kms.schedules} schedules; in
 * an instrumented Java ({@link FrayJava}). Exits with 1 where one failed.
 */
public final class SchedulesMain {
  private static final int MOST_SECONDS = 3600;

  private SchedulesMain() {}

  /** Names of classes that implement {@link Schedules}; then, for one scene alone, its name. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Logger.getLogger("").setLevel(Level.OFF);
    int schedules = Integer.getInteger("kms.schedules");
    String only = System.getProperty("kms.schedules.scene", "");
    List<String> failed = new ArrayList<>();
    for (String name : args) {
      for (Map.Entry<String, Schedules.Scene> scene : scenesOf(name).entrySet()) {
        if ((only.isEmpty() || only.equals(scene.getKey())) && !holds(scene, schedules)) {
          failed.add(name + "." + scene.getKey());
        }
      }
    }
    failed.forEach(name -> System.out.println("FAILED " + name));
    System.out.flush();
    // Fray takes System.exit for the end of a scene.
    Runtime.getRuntime().halt(failed.isEmpty() ? 0 : 1);
  }

  private static Map<String, Schedules.Scene> scenesOf(String name)
      throws ReflectiveOperationException {
    try {
      return ((Schedules) Class.forName(name).getConstructor().newInstance()).scenes();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name, e.getCause());
    }
  }

  private static boolean holds(Map.Entry<String, Schedules.Scene> scene, int schedules) {
    long begun = System.nanoTime();
    boolean holds = true;
    try {
      // What classes and libraries start once, some of it threads that stay, starts outside of it.
      scene.getValue().run();
      FrayInTestLauncher.INSTANCE.launchFray(
          () -> run(scene.getValue()),
          new POSScheduler(),
          new ControlledRandomProvider(),
          schedules,
          MOST_SECONDS,
          false,
          TimelineCoverageType.NONE,
          configuration -> kotlin.Unit.INSTANCE);
    } catch (Throwable e) {
      e.printStackTrace(System.out);
      holds = false;
    }
    long millis = (System.nanoTime() - begun) / 1_000_000;
    System.out.println(
        (holds ? "held " : "BROKEN ") + scene.getKey() + ", " + schedules + ", " + millis + " ms");
    return holds;
  }

  private static void run(Schedules.Scene scene) {
    try {
      scene.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
