package io.novakms.acceptance;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs that servers are tested on. */
public final class Jdks {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private Jdks() {}

  /** The one that runs this test. */
  public static Path ofThisTest() {
    return Path.of(System.getProperty("java.home"));
  }

  /**
   * The newest: what the system property {@code kms.jdk.newest} names, else the newest under {@code
   * /usr/lib/jvm}. Empty where it would be no newer than the one that runs this test.
   */
  public static Optional<Path> newest() {
    return candidates()
        .filter(home -> feature(home) > Runtime.version().feature())
        .max(Comparator.comparingInt(Jdks::feature));
  }

  /** One of exactly this feature number, named or installed as {@link #newest}. */
  public static Optional<Path> ofFeature(int feature) {
    return candidates().filter(home -> feature(home) == feature).findFirst();
  }

  private static Stream<Path> candidates() {
    String named = System.getProperty("kms.jdk.newest", "");
    return named.isBlank() ? installed().stream() : Stream.of(Path.of(named));
  }

  private static List<Path> installed() {
    if (!Files.isDirectory(INSTALLED)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      return homes.filter(home -> Files.isExecutable(home.resolve("bin/java"))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The feature number of the JDK at {@code home}; 0 where it doesn't say. */
  private static int feature(Path home) {
    Properties release = new Properties();
    try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
      String version = release.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
      return Runtime.Version.parse(version).feature();
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }
}
