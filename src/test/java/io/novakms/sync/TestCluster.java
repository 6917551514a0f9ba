package io.novakms.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.Member;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Replicas that know each other, over a network in memory, in a time of their own. */
public final class TestCluster {
  private static final TeePublicKey KEY =
      new P384(CryptoProviders.available()).generate().publicKey();

  public final ManualTime time = new ManualTime();
  public final FakeNetwork network = new FakeNetwork();
  public final TaskQueue tasks = new TaskQueue();
  public final List<Replica> replicas = new ArrayList<>();

  /** Who is a member; all at first. */
  public final List<Replica> members = new ArrayList<>();

  /** Members of another kind. */
  public final List<Wallet> foreign = new ArrayList<>();

  /** Members, too, of which the chain's node does not say what their record is. */
  public final Set<Wallet> unknown = new HashSet<>();

  private final Replica.Setup setup;
  private final Map<Replica, PeerSet> peerSets = new HashMap<>();
  private List<Object> membersThen = List.of();

  public TestCluster(int size) {
    this(size, Replica.SETTINGS);
  }

  public TestCluster(int size, KmsConfig.Sync settings) {
    this(size, settings, null);
  }

  /** A cluster whose work {@code executor} does, or {@link #tasks} where that is null. */
  public TestCluster(int size, KmsConfig.Sync settings, Executor executor) {
    setup =
        new Replica.Setup(
            network, executor == null ? tasks : executor, time, settings, Replica.LIMITS);
    for (int i = 0; i < size; i++) {
      add(setup);
    }
  }

  /** Another member, with settings of its own. */
  public Replica add(KmsConfig.Sync settings) {
    return add(setup.with(settings));
  }

  /** As above, which takes values, and keys, of so many bytes at most. */
  public Replica add(KmsConfig.Sync settings, int maxValueBytes) {
    KmsConfig.Store limits =
        new KmsConfig.Store(
            Replica.LIMITS.maxAppBytes(),
            Replica.LIMITS.maxStoreBytes(),
            maxValueBytes,
            Replica.LIMITS.tombstoneRetention(),
            Replica.LIMITS.maxClockSkew());
    return add(new Replica.Setup(network, tasks, time, settings, limits));
  }

  private Replica add(Replica.Setup with) {
    Replica replica = new Replica(Members.wallet(replicas.size() + 1), with);
    replicas.add(replica);
    members.add(replica);
    return replica;
  }

  public Replica get(int index) {
    return replicas.get(index);
  }

  /** The members but {@code self}, as its peers. */
  public PeerSet peersOf(Replica self) {
    List<Object> now = new ArrayList<>(members);
    now.addAll(foreign);
    now.add(Set.copyOf(unknown));
    if (!membersThen.equals(now)) {
      membersThen = now;
      peerSets.clear();
    }
    return peerSets.computeIfAbsent(self, this::freshPeersOf);
  }

  private PeerSet freshPeersOf(Replica self) {
    return peerCacheOf(self).current();
  }

  /** What {@code self} knows of the members as they are now. */
  public PeerCache peerCacheOf(Replica self) {
    PeerCache cache =
        new PeerCache(
            () -> self.wallet,
            Members.KMS,
            new UrlPolicy(true, true),
            time,
            time,
            Duration.ofDays(1));
    cache.refresh(
        Members.snapshot(
            1,
            Optional.empty(),
            Map.of(),
            unknown,
            Stream.concat(members.stream().map(m -> m.wallet), foreign.stream())
                .map(m -> Members.member(m, KEY, "https://" + m + ".example"))
                .toArray(Member[]::new)));
    return cache;
  }

  /** As a cluster whose nodes don't compare digests, for what is about pushes alone. */
  public TestCluster withoutRepair() {
    replicas.forEach(replica -> replica.compares = false);
    return this;
  }

  /** A tick of one replica, and everything that follows from it at this moment. */
  public void tick(Replica replica) {
    if (replica.up && replica.serving) {
      replica.tick(peersOf(replica));
      tasks.runAll();
    }
  }

  /** A tick of every replica. */
  public void tickAll() {
    replicas.forEach(this::tick);
  }

  /** Lets time pass in steps of a tick. */
  public void pass(Duration span) {
    pass(span, Duration.ofSeconds(5));
  }

  /** Lets time pass in steps of that length. */
  public void pass(Duration span, Duration step) {
    for (Duration left = span; left.compareTo(Duration.ZERO) > 0; left = left.minus(step)) {
      time.advance(step);
      tickAll();
    }
  }

  /** Lets rounds pass until all replicas hold the same. */
  public void settle() {
    settle(replicas.toArray(Replica[]::new));
  }

  /** Lets rounds pass until these replicas hold the same. */
  public void settle(Replica... those) {
    pass(Replica.INTERVAL);
    for (int round = 0; round < 90 && !isEqual(those); round++) {
      pass(Replica.INTERVAL, Duration.ofSeconds(15));
    }
    for (Replica replica : those) {
      assertThat(replica.contents()).isEqualTo(those[0].contents());
    }
  }

  public boolean isEqual(Replica... those) {
    return Stream.of(those).allMatch(r -> r.contents().equals(those[0].contents()));
  }
}
