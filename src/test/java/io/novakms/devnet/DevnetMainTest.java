package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevnetMainTest {
  @TempDir private Path directory;

  @Test
  void missingWarIsSaidWithWhatMakesIt() {
    Path missing = directory.resolve("missing.war");
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    DevnetMain main =
        new DevnetMain(
            new DevnetMain.Settings(
                new Devnet.Options(directory.resolve("devnet"), missing, Map.of()),
                1,
                DevnetMain.Settings.Play.DAILY,
                true,
                Duration.ofSeconds(1)),
            new PrintStream(output, true, StandardCharsets.UTF_8));

    assertThat(main.run()).isEqualTo(1);
    assertThat(output.toString(StandardCharsets.UTF_8))
        .contains(missing.toString())
        .contains("mvn package")
        .doesNotContain("Exception");
  }

  @Test
  void optionThatIsNoNumberIsNamed() {
    Properties properties = new Properties();
    properties.setProperty("devnet.nodes", "many");

    assertThatThrownBy(() -> DevnetMain.Settings.of(properties))
        .isInstanceOf(DevnetException.class)
        .hasMessageContaining("devnet.nodes")
        .hasMessageContaining("'many'");
  }
}
