package io.novakms.devnet;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Sees to it that no process outlives this JVM, even where the JVM is killed and runs no shutdown
 * hook. A small shell holds the other end of a pipe; when the pipe breaks, it kills what is on its
 * list. Where there is no {@code sh}, there is no guard, and the hooks alone must do.
 */
public final class OrphanGuard {
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      pids=' '
      while read -r what pid; do
        case $what in
          add) pids="$pids$pid " ;;
          drop)
            kept=' '
            for known in $pids; do [ "$known" = "$pid" ] || kept="$kept$known "; done
            pids=$kept ;;
        esac
      done
      for pid in $pids; do kill -KILL "$pid"; done
      """;

  private final Writer pipe;

  private OrphanGuard(Writer pipe) {
    this.pipe = pipe;
  }

  /** The guard of this JVM. */
  public static OrphanGuard ofThisJvm() {
    return Holder.GUARD;
  }

  /** Starts a guard. */
  static OrphanGuard start() {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", SCRIPT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new OrphanGuard(shell.outputWriter(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return new OrphanGuard(Writer.nullWriter());
    }
  }

  /** Puts a process on the list. */
  public void add(ProcessHandle process) {
    say("add " + process.pid());
  }

  /** Takes a process that has ended off the list: its number may soon be another's. */
  public void drop(ProcessHandle process) {
    say("drop " + process.pid());
  }

  private synchronized void say(String line) {
    try {
      pipe.write(line + "\n");
      pipe.flush();
    } catch (IOException e) {
      throw new DevnetException("the guard against orphaned processes has ended", e);
    }
  }

  private static final class Holder {
    private static final OrphanGuard GUARD = start();
  }
}
