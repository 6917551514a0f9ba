package io.novakms.sync.push;

import static io.novakms.schedules.Together.require;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Scheduler;
import io.novakms.model.WriteConcern;
import io.novakms.peer.PeerSet;
import io.novakms.schedules.Schedules;
import io.novakms.schedules.Together;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Writes that wait for members, the answers of these, a tick and the end of the node. */
public final class PushSchedules implements Schedules {
  private static final AppId APP = AppId.of(7);

  @Override
  public Map<String, Scene> scenes() {
    return Map.of(
        "everyWaitingWriteIsAnsweredByTheMembersThatHoldIt", this::writes,
        "endedWritesWaitNoLonger", this::ends);
  }

  private void writes() throws Exception {
    Fixture f = new Fixture();
    Together.run(() -> f.write("k"), () -> f.write("k"), f::push);
    String held = f.cluster.get(1).get(APP, "k");
    require("1".equals(held), "the other member holds " + held);
    require(f.writes.waiting() == 0, "a write is counted as waiting");
  }

  private void ends() throws Exception {
    Fixture f = new Fixture();
    Together.run(
        () -> {
          try {
            f.write("k");
          } catch (KmsException e) {
            require(e.code().equals(ReplicatedWrites.NOT_REPLICATED), "refused by " + e.code());
          }
        },
        f.push::endWrites,
        f::push);
    require(f.writes.waiting() == 0, "a write is counted as waiting");
  }

  /** A thread for each task; no alarm ever goes off, so that nothing is saved by a retry. */
  private static final class Threads implements Scheduler {
    @Override
    public void execute(Runnable task) {
      new Thread(task).start();
    }

    @Override
    public <T> T await(CompletableFuture<T> future, Duration time)
        throws InterruptedException, ExecutionException {
      return future.get();
    }

    @Override
    public Task after(Duration delay, Runnable task) {
      return () -> {};
    }

    @Override
    public Task start(Runnable task) {
      execute(task);
      return () -> {};
    }
  }

  /** Two members, of which the first writes, and knows the other. */
  private static final class Fixture implements WriteListener {
    final Threads threads = new Threads();
    final TestCluster cluster = new TestCluster(2, Replica.SETTINGS, Runnable::run);
    final Replica self = cluster.get(0);
    final DeltaPush push =
        new DeltaPush(
            self.store.feed(),
            self.health,
            cluster.network.from(self.wallet),
            () -> self.wallet,
            self.lives,
            Replica.SETTINGS,
            Replica.REQUEST_TIME,
            threads,
            cluster.time,
            cluster.time,
            new Random(1));
    final ReplicatedWrites writes =
        new ReplicatedWrites(
            push,
            new KmsConfig.Writes(WriteConcern.MAJORITY, Duration.ofSeconds(60)),
            this,
            threads,
            cluster.time);
    private final PeerSet peers = cluster.peersOf(self);

    Fixture() {
      // Probes the other, and then knows it: without an alarm nothing looks again.
      push();
      push();
    }

    void push() {
      push.push(self.secret, peers);
    }

    void write(String key) {
      int replicas =
          writes
              .write(APP, key, WriteConcern.MAJORITY, () -> Optional.of(self.put(APP, key, "1")))
              .orElseThrow()
              .replicas();
      require(replicas == 2, replicas + " members hold it");
    }

    @Override
    public void replicated(Duration waited) {
      // Nothing to count.
    }

    @Override
    public void notReplicated(Duration waited) {
      // Nothing to count.
    }
  }
}
