package io.novakms.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of systemd, and the scripts of all servers. */
class UnitsTest {
  private static final Pattern OWN_FILE =
      Pattern.compile("/opt/nova-kms/(server-config/[^ \\\\]+)");

  /** What systemd says of a service that is exposed no more than this: "OK". */
  private static final double EXPOSURE = 2.0;

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void unitNamesFilesThatAreThere(String server) {
    String unit = unit(server);
    Matcher named = OWN_FILE.matcher(unit);
    while (named.find()) {
      assertThat(Path.of(named.group(1))).exists();
    }
    assertThat(unit).contains("EnvironmentFile=/etc/nova-kms/node.env");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void unitLetsTheNodeEndAndTheJitCompile(String server) {
    assertThat(unit(server).lines())
        .contains("TimeoutStopSec=60", "Restart=on-failure", "NoNewPrivileges=yes", "User=nova-kms")
        .noneMatch(line -> line.startsWith("MemoryDenyWriteExecute"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void systemdTakesTheUnit(String server) throws IOException, InterruptedException {
    assumeTrue(Tool.isThere("systemd-analyze"), "no systemd-analyze on this machine");

    // That a server is not installed here is no fault of the unit.
    assertThat(
            Tool.run("systemd-analyze", "verify", path(server).toString())
                .printed()
                .lines()
                .filter(line -> line.contains("nova-kms") && !line.contains("is not executable")))
        .isEmpty();
    assertThat(
            Tool.run(
                    "systemd-analyze",
                    "security",
                    "--offline=true",
                    "--threshold=" + (int) (EXPOSURE * 10),
                    path(server).toString())
                .status())
        .isZero();
  }

  @Test
  void shellcheckFindsNothingInTheScripts() throws IOException, InterruptedException {
    assumeTrue(Tool.isThere("shellcheck"), "no shellcheck on this machine");
    List<String> scripts =
        ServerConfig.files("docker", ".*\\.sh").stream().map(Path::toString).toList();

    assertThat(scripts).isNotEmpty();
    for (String script : scripts) {
      assertThat(Tool.run("shellcheck", script).printed()).isEmpty();
    }
  }

  private static Path path(String server) {
    return ServerConfig.ROOT.resolve("systemd/nova-kms-" + server + ".service");
  }

  private static String unit(String server) {
    assertThat(Files.exists(path(server))).isTrue();
    return ServerConfig.read("systemd/nova-kms-" + server + ".service");
  }
}
