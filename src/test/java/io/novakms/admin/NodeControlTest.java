package io.novakms.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.testing.ControlTool;
import io.novakms.testing.ControlTool.Run;
import io.novakms.testing.Members;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool for shells. */
class NodeControlTest {
  @TempDir static Path directory;

  private static RemoteProcess node;

  private static ControlTool tool;

  @BeforeAll
  static void start() throws Exception {
    tool = ControlTool.compile(directory, Optional.empty());
    node = new RemoteProcess(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void toolRunsFromItsSource() throws Exception {
    List<String> line =
        List.of(
            ControlTool.SOURCE.toString(), "--url", node.address(), "--user", "watcher", "status");

    Run run = ControlTool.java(Map.of("KMS_JMX_PASSWORD", RemoteProcess.PASSWORD), line);

    assertThat(run.printed()).contains("wallet   0x");
  }

  @Test
  void nodeIsShownDrainedAndResumed() throws Exception {
    Run open = as("ops", "status");
    assertThat(open.printed()).contains("gate     open, lease", "discover", "peers    0");
    assertThat(open.exit()).isZero();

    Run drained = as("ops", "drain", "5");
    assertThat(drained.printed()).contains("all 0 other nodes have everything", "until resume");
    assertThat(drained.exit()).isZero();
    Run closed = as("ops", "status");
    assertThat(closed.printed()).contains("gate     closed: drained (an operator");
    assertThat(closed.exit()).isEqualTo(1);

    assertThat(as("ops", "resume")).isEqualTo(new Run(0, "the gate is open"));
    assertThat(as("ops", "tick")).isEqualTo(new Run(0, "a tick was started"));
    assertThat(as("ops", "push").exit()).isZero();
    assertThat(node.event("admin.drain").path("user").textValue()).isEqualTo("ops");
  }

  @Test
  void whatTheNodeRefusesIsToldInItsWords() throws Exception {
    assertThat(as("ops", "drain", "301")).isEqualTo(new Run(2, "seconds is 0 to 300"));
    Run unknown = as("ops", "pull", Members.wallet(9).address());
    assertThat(unknown.printed()).contains("no other member has the wallet");
    assertThat(unknown.exit()).isEqualTo(2);
  }

  @Test
  void whoMayNotIsToldSo() throws Exception {
    assertThat(as("watcher", "resume").printed()).contains("may only read");
    assertThat(as("watcher", "status").exit()).isZero();
    assertThat(as("nobody", "status").exit()).isEqualTo(2);
    assertThat(tool.run(Map.of(), "--url", node.address(), "status").exit()).isEqualTo(2);
  }

  @Test
  void wrongUseIsExplained() throws Exception {
    assertThat(tool.run(Map.of()).printed()).contains("usage:");
    assertThat(tool.run(Map.of(), "--url", node.address(), "--user", "ops", "status").printed())
        .contains("there is no KMS_JMX_PASSWORD");
    assertThat(as("ops", "explode").printed()).contains("there is no command explode");
  }

  private static Run as(String user, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--url", node.address(), "--user", user));
    arguments.addAll(List.of(command));
    return tool.run(
        Map.of("KMS_JMX_PASSWORD", RemoteProcess.PASSWORD), arguments.toArray(String[]::new));
  }
}
