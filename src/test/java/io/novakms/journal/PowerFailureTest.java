package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left when the power fails, or a process ends, between any two operations of the disk. */
class PowerFailureTest {
  private static final int STEPS = 150;

  @Tag("soak")
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4})
  void powerFailureAtAnyOperationOfFurtherHistoriesLosesNothingAcknowledged(long seed) {
    powerFailureAtAnyOperationLosesNothingAcknowledged(seed);
  }

  @ParameterizedTest
  @ValueSource(longs = 1)
  void powerFailureAtAnyOperationLosesNothingAcknowledged(long seed) {
    long operations = operationsOf(seed);
    assertThat(operations).isGreaterThan(100);
    for (long at = 1; at <= operations; at++) {
      for (long outcome = 0; outcome < 4; outcome++) {
        SimulatedDisk disk = new SimulatedDisk();
        ModelNode node = new ModelNode(disk, seed);
        disk.powerFailsAt(at);
        runUntilPowerFails(node);
        disk.powerFails(new Random(outcome));
        recover(node);
      }
    }
  }

  @Tag("soak")
  @ParameterizedTest
  @ValueSource(longs = 6)
  void powerFailureDuringRecoveryOfAFurtherHistoryLosesNothingAcknowledged(long seed) {
    powerFailureDuringRecoveryLosesNothingAcknowledged(seed);
  }

  @ParameterizedTest
  @ValueSource(longs = 5)
  void powerFailureDuringRecoveryLosesNothingAcknowledged(long seed) {
    long operations = operationsOf(seed);
    for (long at = 1; at <= operations; at += 7) {
      boolean recovered = false;
      for (long again = 1; !recovered; again++) {
        SimulatedDisk disk = new SimulatedDisk();
        ModelNode node = new ModelNode(disk, seed);
        disk.powerFailsAt(at);
        runUntilPowerFails(node);
        disk.powerFails(new Random(again));
        disk.powerFailsAt(again);
        try {
          node.open();
          recovered = true;
        } catch (SimulatedDisk.PowerFailure e) {
          disk.powerFails(new Random(at));
          recover(node);
        }
      }
    }
  }

  @Tag("soak")
  @ParameterizedTest
  @ValueSource(longs = 8)
  void failedOperationOfAFurtherHistoryLosesNothingAcknowledged(long seed) {
    failedOperationEndsTheJournalAndLosesNothingAcknowledged(seed);
  }

  @ParameterizedTest
  @ValueSource(longs = 7)
  void failedOperationEndsTheJournalAndLosesNothingAcknowledged(long seed) {
    long operations = operationsOf(seed);
    for (long at = 1; at <= operations; at++) {
      for (long outcome = 0; outcome < 3; outcome++) {
        SimulatedDisk disk = new SimulatedDisk();
        ModelNode node = new ModelNode(disk, seed);
        disk.failsAt(at, new Random(outcome));
        try {
          node.open();
          node.run(STEPS);
        } catch (JournalException e) {
          assertThat(e.problem())
              .isIn(JournalException.Problem.FAILED, JournalException.Problem.UNREADABLE);
        }
        // The process is started again, and reads what may be in memory only.
        disk.processEnds();
        node.open();
        node.run(20);
        disk.powerFails(new Random(outcome));
        recover(node);
      }
    }
  }

  @Test
  void longHistoriesOfFailuresLoseNothingAcknowledged() {
    liveThrough(100, 120);
  }

  @Test
  @Tag("soak")
  void furtherLongHistoriesOfFailuresLoseNothingAcknowledged() {
    liveThrough(120, 160);
  }

  private static void liveThrough(long firstSeed, long endSeed) {
    for (long seed = firstSeed; seed < endSeed; seed++) {
      Random random = new Random(seed);
      SimulatedDisk disk = new SimulatedDisk();
      ModelNode node = new ModelNode(disk, seed);
      for (int life = 0; life < 20; life++) {
        live(disk, node, random);
      }
    }
  }

  private static void live(SimulatedDisk disk, ModelNode node, Random random) {
    int fate = random.nextInt(4);
    if (fate == 0) {
      disk.powerFailsAt(1 + random.nextInt(300));
    } else if (fate == 1) {
      disk.failsAt(1 + random.nextInt(300), new Random(random.nextLong()));
    }
    try {
      node.open();
      node.run(random.nextInt(400));
      if (fate == 2) {
        assertThat(node.close()).isCompleted();
      }
    } catch (SimulatedDisk.PowerFailure | JournalException e) {
      // As chosen.
    }
    if (random.nextBoolean()) {
      disk.powerFails(new Random(random.nextLong()));
    } else {
      disk.processEnds();
    }
  }

  private static void runUntilPowerFails(ModelNode node) {
    try {
      node.open();
      node.run(STEPS);
      node.close();
    } catch (SimulatedDisk.PowerFailure e) {
      // As planned.
    }
  }

  /** Opens, goes on, ends in order, and opens again; each opening checks what is owed. */
  private static void recover(ModelNode node) {
    node.open();
    node.run(20);
    assertThat(node.close()).isCompleted();
    node.open();
    node.close();
  }

  private static long operationsOf(long seed) {
    SimulatedDisk disk = new SimulatedDisk();
    ModelNode node = new ModelNode(disk, seed);
    node.open();
    node.run(STEPS);
    node.close();
    assertThat(node.journal().status().releasedSegments()).isPositive();
    return disk.operations();
  }
}
