package io.novakms.sync.push;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.model.WriteConcern;
import io.novakms.store.DataRecord;
import io.novakms.sync.quorum.Lives;
import io.novakms.sync.quorum.Majority;
import io.novakms.sync.quorum.Statement;
import io.novakms.sync.quorum.WriteQuorum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A write of an app that is answered once enough members hold it. It begins before the record is
 * stored, so that no acknowledgement is missed that comes before the writer goes on.
 *
 * <p>A peer holds the write once it acknowledged a record of the same key with this node's counter
 * of the write, or a higher one: the record itself, or one that replaced it here. Not thread-safe:
 * {@link DeltaPush} guards it.
 */
final class PendingWrite {
  /** What the result is where the write is not waited for to the end. */
  static final int ENDED = 0;

  private static final long NOT_STORED = Long.MAX_VALUE;

  private final Wallet self;
  private final long life;
  private final WriteConcern concern;
  private final Map<Wallet, Ack> acks = new HashMap<>();
  private final CompletableFuture<Integer> result = new CompletableFuture<>();
  private long counter = NOT_STORED;
  private int holders;
  private int needed;

  /**
   * The latest record of the key that a peer acknowledged.
   *
   * @param counter this node's counter in it
   * @param memory in which memory of the peer, as its replicator counts them
   */
  private record Ack(long counter, int memory, Statement said) {}

  /** Which memory of a peer is the current one. */
  @FunctionalInterface
  interface Memories {
    /** As the peer's replicator counts them; negative where the wallet is no peer's. */
    int of(Wallet peer);
  }

  /** A write of this node in its current life, {@code own}. */
  PendingWrite(Statement own, WriteConcern concern) {
    this.self = own.member();
    this.life = own.life();
    this.concern = concern;
  }

  /**
   * Where its record is stored under.
   *
   * @param app whose it is
   * @param key its key
   */
  record Place(AppId app, String key) {}

  /** It was stored as {@code record}. */
  void stored(DataRecord record) {
    counter = record.version().counter(self);
    if (concern == WriteConcern.LOCAL) {
      result.complete(1);
    }
  }

  /** {@code said.member()} acknowledged {@code record}, which has the same key. */
  void acknowledged(DataRecord record, int memory, Statement said) {
    acks.merge(
        said.member(),
        new Ack(record.version().counter(self), memory, said),
        (former, latest) ->
            former.memory() == latest.memory() && former.counter() > latest.counter()
                ? former
                : latest);
  }

  /**
   * Completes {@link #result} where enough members hold it.
   *
   * @param heard the lives that this node has heard of, its own included
   * @param members how many members there are
   * @param memories which acknowledgements still count
   */
  void settle(Lives heard, Majority members, Memories memories) {
    if (counter == NOT_STORED) {
      return;
    }
    List<Statement> held =
        acks.values().stream()
            .filter(ack -> ack.counter() >= counter)
            .filter(ack -> ack.memory() == memories.of(ack.said().member()))
            .map(Ack::said)
            .toList();
    needed = members.replicas(concern);
    holders = WriteQuorum.holders(new Statement(self, life, heard), held).size();
    if (holders >= needed) {
      result.complete(holders);
    }
  }

  /** Completes with how many members hold it, this node included, or with {@link #ENDED}. */
  CompletableFuture<Integer> result() {
    return result;
  }

  /** How many members held it when that was last looked at. */
  int holders() {
    return holders;
  }

  /** How many have to; 0 before the members are known. */
  int needed() {
    return needed;
  }
}
