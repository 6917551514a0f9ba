package io.novakms.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.store.BatchLimit;
import io.novakms.store.ChangeFeed;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpirySweeperTest {
  private static final AppId APP = AppId.of(7);

  private final ManualTime time = new ManualTime();
  private final DataStore store =
      new DataStore(Members.wallet(1), StoreLimits.of(Replica.LIMITS), time, new SecureRandom());
  private final TaskQueue tasks = new TaskQueue();

  /** No other member has to hear of what is forgotten. */
  @BeforeEach
  void isSoleMember() {
    store.feed().acknowledged(Long.MAX_VALUE);
  }

  @Test
  void expiredRecordsAndOldTombstonesAreForgottenInTheBackground() {
    store.put(APP, "short", new byte[3], 1000);
    store.put(APP, "long", new byte[3], 0);
    store.put(APP, "deleted", new byte[3], 0);
    store.delete(APP, "deleted");
    time.advance(Duration.ofDays(2));
    ExpirySweeper sweeper = new ExpirySweeper(store, tasks);

    sweeper.run();
    assertThat(fed()).isEqualTo(3);
    tasks.runAll();

    assertThat(fed()).isEqualTo(1);
    assertThat(store.keys(APP)).containsExactly("long");
  }

  @Test
  void noSecondRunIsStartedWhileOneIsUnderWay() {
    int[] started = {0};
    ExpirySweeper sweeper =
        new ExpirySweeper(
            store,
            task -> {
              started[0]++;
              tasks.execute(task);
            });

    sweeper.run();
    sweeper.run();
    assertThat(started[0]).isEqualTo(1);
    tasks.runAll();
    sweeper.run();

    assertThat(started[0]).isEqualTo(2);
  }

  @Test
  void serverWithoutThreadsIsTriedAgainAtTheNextTick() {
    store.put(APP, "short", new byte[3], 1000);
    time.advance(Duration.ofDays(2));
    boolean[] refuses = {true};
    ExpirySweeper sweeper =
        new ExpirySweeper(
            store,
            task -> {
              if (refuses[0]) {
                throw new RejectedExecutionException();
              }
              task.run();
            });

    sweeper.run();
    refuses[0] = false;
    sweeper.run();

    assertThat(fed()).isZero();
  }

  private int fed() {
    BatchLimit all = new BatchLimit(100, Long.MAX_VALUE, record -> 0);
    return store.feed().after(ChangeFeed.START, all).changes().size();
  }
}
