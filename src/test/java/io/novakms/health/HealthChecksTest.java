package io.novakms.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.node.ScriptedHeart;
import io.novakms.secret.TestSecrets;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestSettings;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** What the checks say; {@code PayaraMicroIT} shows that a server asks them. */
class HealthChecksTest {
  private final ManualTime time = new ManualTime();
  private final Queue<Runnable> started = new ArrayDeque<>();
  private final ScriptedHeart heart =
      new ScriptedHeart(
          TestSettings.with(Map.of()).tick(), TestSecrets.verified(1), time, time, started::add);

  private final GateCheck gate = new GateCheck(heart.gate());
  private final FirstTickCheck firstTick = new FirstTickCheck(heart.heartbeat());
  private final HeartbeatCheck heartbeat = new HeartbeatCheck(heart.heartbeat());

  @Test
  void isNotStartedUntilTheFirstTickHasEnded() {
    heart.heartbeat().beat();
    assertThat(firstTick.call().getStatus()).isEqualTo(Status.DOWN);

    started.remove().run();
    assertThat(firstTick.call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void isReadyWhileTheGateIsOpenAndElseSaysWhyNot() {
    assertThat(gate.call().getStatus()).isEqualTo(Status.DOWN);
    assertThat(gate.call().getData().orElseThrow()).containsEntry("reason", "starting");

    heart.open();
    started.remove().run();
    assertThat(gate.call().getStatus()).isEqualTo(Status.UP);

    time.advance(TestSettings.with(Map.of()).tick().lease());
    assertThat(gate.call().getStatus()).isEqualTo(Status.DOWN);
    assertThat(gate.call().getData().orElseThrow()).containsEntry("reason", "lease_expired");
  }

  @Test
  void isAliveThoughNotReady() {
    assertThat(heartbeat.call().getStatus()).isEqualTo(Status.UP);
    assertThat(gate.call().getStatus()).isEqualTo(Status.DOWN);
  }
}
