package io.novakms.sync.push;

import io.novakms.model.AppId;
import io.novakms.model.WriteConcern;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;

/** A write in a cluster of replicas in memory, of which every message is counted. */
public final class CountedWrite {
  private static final AppId APP = AppId.of(49);

  private CountedWrite() {}

  /** How many messages a write costs until all of {@code members} hold it. */
  public static int messages(int members) {
    TestCluster cluster = new TestCluster(members);
    cluster.tickAll();
    cluster.tickAll();
    cluster.network.sent.clear();
    Replica writer = cluster.get(0);
    PendingWrite write = writer.push.expect(APP, "key", WriteConcern.ALL);
    writer.push.stored(write, writer.put(APP, "key", "value"));
    cluster.tasks.runAll();
    if (write.result().getNow(0) != members) {
      throw new IllegalStateException("not all members hold the write");
    }
    return cluster.network.sent.size();
  }
}
