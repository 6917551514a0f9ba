package io.novakms.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of a server's process, which a test shifts while the server runs, and by which it
 * runs too fast. libfaketime stands between the process and the system's clock; the monotonic clock
 * and the times of files stay as they are.
 */
final class ShiftedClock {
  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final double NANOS = 1e9;

  private final Path library;
  private final Path file;
  private volatile long start = System.nanoTime();

  private ShiftedClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /**
   * A clock that is right.
   *
   * @param file through which the process is told
   */
  static ShiftedClock with(Path library, Path file) {
    ShiftedClock clock = new ShiftedClock(library, file);
    clock.set(Duration.ZERO);
    return clock;
  }

  /**
   * The library: what the system property {@code kms.faketime.library} names, else where Debian's
   * package has it.
   *
   * @throws IllegalStateException where there is none, and the system property {@code kms.faketime}
   *     says that it is required
   */
  static Optional<Path> library() {
    String named = System.getProperty("kms.faketime.library", "");
    Optional<Path> found = named.isBlank() ? installed() : Optional.of(Path.of(named));
    if (found.isEmpty() && System.getProperty("kms.faketime", "").equals("required")) {
      throw new IllegalStateException("there is no libfaketime; Debian has it in libfaketime");
    }
    return found;
  }

  private static Optional<Path> installed() {
    if (!Files.isDirectory(LIBRARIES)) {
      return Optional.empty();
    }
    try (Stream<Path> platforms = Files.list(LIBRARIES)) {
      return platforms
          .map(platform -> platform.resolve("faketime/libfaketime.so.1"))
          .filter(Files::isRegularFile)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the process needs in its environment. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "DONT_FAKE_MONOTONIC", "1",
        "NO_FAKE_STAT", "1");
  }

  /** To be called when the process is about to be started: the library counts from there. */
  void starts() {
    start = System.nanoTime();
  }

  /** Sets it {@code ahead} of the right time; behind, where that is negative. */
  void set(Duration ahead) {
    // A rate that is not said stays as it was.
    write(String.format(Locale.ROOT, "%+d x1.0", ahead.toSeconds()));
  }

  /** Lets it run {@code rate} times as fast as time does, from about the right time on. */
  void run(double rate) {
    double seconds = (System.nanoTime() - start) / NANOS * (1 - rate);
    write(String.format(Locale.ROOT, "%+.3f x%.4f", seconds, rate));
  }

  private void write(String text) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, text + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
