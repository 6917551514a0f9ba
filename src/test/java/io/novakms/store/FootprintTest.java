package io.novakms.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Measures in a JVM of its own: in this one, what other tests leave behind would count. */
class FootprintTest {
  private static final Properties MEASURED = new Properties();

  @BeforeAll
  static void measure() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Footprint.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).isZero();
    MEASURED.load(new StringReader(printed));
  }

  @ParameterizedTest
  @EnumSource
  void recordCountsAtLeastWhatItTakesAndNotMuchMore(Footprint.Kind kind) {
    double taken = measured(kind.name());
    double charged = measured(kind.name() + Footprint.CHARGED);
    assertThat(charged).isBetween(taken, Math.max(2 * taken, taken + 250));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LYING")
  void recordTakesLessThan300BytesBeyondItsKeyAndCiphertext(Footprint.Kind kind) {
    assertThat(measured(kind.name())).isBetween(50.0, 300.0);
  }

  @Test
  void feedThatWasThinnedOutGivesItsMemoryBack() {
    assertThat(measured(Footprint.THINNED)).isBetween(40.0, 90.0);
  }

  private static double measured(String name) {
    return Double.parseDouble(MEASURED.getProperty(name));
  }
}
