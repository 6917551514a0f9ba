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
 * What was answered with 200 is there afterwards, and no node says 404 for it, whichever of three
 * nodes are killed, cut off, hang, refuse or restart meanwhile. {@code -Dkms.rounds=NUMBER} sets
 * how often the long forms do it.
 */
class KeptIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int ROUNDS = Integer.getInteger("kms.rounds", 25);
  private static final int KEYS = 1000;
  private static final int ENOUGH = 20;
  private static final List<int[]> ORDERS =
      List.of(
          new int[] {0, 1, 2},
          new int[] {0, 2, 1},
          new int[] {1, 0, 2},
          new int[] {1, 2, 0},
          new int[] {2, 0, 1},
          new int[] {2, 1, 0});

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
  @EnumSource(Trouble.class)
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
