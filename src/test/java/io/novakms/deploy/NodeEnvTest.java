package io.novakms.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sample of a node's settings. */
class NodeEnvTest {
  private static final String FILE = "node.env";

  @Test
  void everyNameIsASetting() throws IOException {
    assertThat(ServerConfig.knownNames())
        .hasSizeGreaterThan(40)
        .containsAll(ServerConfig.settings(FILE).keySet())
        .containsAll(commentedOut());
  }

  @Test
  void everyLineIsACommentOrANameWithAValueThatEveryReaderTakesAsItIs() {
    assertThat(ServerConfig.read(FILE).lines())
        .allSatisfy(line -> assertThat(line).matches("|#.*|[A-Z_]+=[A-Za-z0-9.,:/_-]*"));
  }

  @Test
  void shellReadsTheSame() throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("env", "-i", "sh", "-c", "set -a; . server-config/node.env; env")
            .start();
    Map<String, String> seen = new TreeMap<>();
    for (String line : new String(shell.getInputStream().readAllBytes()).lines().toList()) {
      seen.put(line.split("=", 2)[0], line.split("=", 2)[1]);
    }
    assertThat(shell.waitFor()).isZero();

    assertThat(seen).containsAllEntriesOf(ServerConfig.settings(FILE));
  }

  @Test
  void noSecretIsFilledIn() {
    assertThat(ServerConfig.settings(FILE))
        .allSatisfy(
            (name, value) -> {
              if (name.matches(".*(PASSWORD|TOKEN|PRIVATE_KEY|SECRET_HEX)")) {
                assertThat(value).isEmpty();
              }
            });
  }

  private static List<String> commentedOut() {
    Stream<String> lines = ServerConfig.read(FILE).lines();
    return lines
        .filter(line -> line.matches("#[A-Z_]+=.*"))
        .map(line -> line.substring(1, line.indexOf('=')))
        .toList();
  }
}
