package io.novakms.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Gives whatever a test awaits, and names no time for, the time of a loaded machine. */
public final class Patience implements LauncherSessionListener {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(DEADLINE);
  }
}
