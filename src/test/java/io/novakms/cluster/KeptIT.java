package io.novakms.cluster;

import static io.novakms.cluster.Clusters.awaitServing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.cluster.KeptCluster.Said;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A write that was answered with 200 is there although the node that answered is killed in the same
 * moment, and another one is cut off from it, hangs or refuses the value. {@code
 * -Dkms.rounds=NUMBER} sets how often the long form does each.
 */
class KeptIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int ROUNDS = Integer.getInteger("kms.rounds", 25);

  private static KeptCluster cluster;
  private static int round;

  /** What is wrong with one of the two nodes that are not killed. */
  enum Trouble {
    NONE,
    CUT_OFF,
    HANGS,
    REFUSES
  }

  @BeforeAll
  static void startThreeNodes() {
    cluster = new KeptCluster(KeptIT.class);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void allServe() {
    cluster.repair();
    awaitServing(cluster.nodes());
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_OFF", "HANGS"})
  void answeredWriteSurvivesTheNodeThatIsKilledAtOnce(Trouble trouble) {
    killAtOnce(trouble, 0);
  }

  @Test
  @Tag("soak")
  void answeredWriteSurvivesTheNodeThatIsKilledAtOnceAgainAndAgain() {
    Random random = new Random();
    for (int i = 0; i < ROUNDS; i++) {
      for (Trouble trouble : Trouble.values()) {
        killAtOnce(trouble, random.nextInt(KeptCluster.REFUSING));
      }
    }
  }

  private static void killAtOnce(Trouble trouble, int killed) {
    int troubled = trouble == Trouble.REFUSES ? KeptCluster.REFUSING : 1 - killed;
    int other = KeptCluster.NODES - killed - troubled;
    String name = "killed/" + round++;
    String key = trouble == Trouble.REFUSES ? KeptCluster.largeKey(name) : name;
    if (trouble == Trouble.CUT_OFF) {
      cluster.cut(killed, troubled);
    } else if (trouble == Trouble.HANGS) {
      cluster.pause(troubled);
    }

    cluster.write(killed, key);
    cluster.kill(killed);

    if (trouble == Trouble.NONE) {
      assertThat(List.of(cluster.ask(other, key), cluster.ask(troubled, key))).contains(Said.VALUE);
    } else {
      assertThat(cluster.ask(other, key)).isEqualTo(Said.VALUE);
    }
    cluster.repair();
    awaitServing(cluster.nodes());
    await().atMost(DEADLINE).until(() -> cluster.ask(killed, key) == Said.VALUE);
  }
}
