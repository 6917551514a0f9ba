package io.novakms.simulation;

import io.novakms.model.Wallet;

/** One write or deletion of a value, as far as its app knows what came of it. */
final class Write {
  /** What an app knows of its write. */
  enum Outcome {
    /** It has no answer, and may never get one. */
    UNKNOWN,
    /** It was answered with 200. */
    DONE,
    /** It was refused, and has changed nothing. */
    REFUSED
  }

  /** The value; null for a deletion. */
  final String value;

  /** For how many milliseconds it is valid; 0 for ever. */
  final long ttlMs;

  /** Which node was asked. */
  final Machine node;

  /** Whether that node kept a journal by then. */
  final boolean journalled;

  /** The wallet of that node by then. */
  final Wallet wallet;

  /** The life in which that node was asked. */
  final int life;

  /** When it was asked. */
  final long invoked;

  /** The earliest time with which that node may have stamped it. */
  final long earliestMs;

  Outcome outcome = Outcome.UNKNOWN;

  /** When the answer came; {@code Long.MAX_VALUE} before. */
  long ended = Long.MAX_VALUE;

  /** How many members the node that was asked knew at that time, itself included. */
  int members;

  /** Whether the answer says that a majority of the members holds it. */
  boolean kept;

  /** The stamp in the answer; 0 where none came. */
  long updatedAtMs;

  /** Whether no running node had it, or a later one, any more at some moment. */
  boolean lost;

  Write(String value, long ttlMs, Machine node, long invoked) {
    this.value = value;
    this.ttlMs = ttlMs;
    this.node = node;
    this.life = node.lives();
    this.journalled = node.keepsJournal();
    this.wallet = node.wallet();
    this.invoked = invoked;
    this.earliestMs = node.clock().millis();
  }

  private Write(String value, long ttlMs, long invoked) {
    this.value = value;
    this.ttlMs = ttlMs;
    this.node = null;
    this.journalled = false;
    this.wallet = null;
    this.life = 0;
    this.invoked = invoked;
    this.earliestMs = 0;
  }

  /** A write that an app made at a member of another kind; what came of it is unknown. */
  static Write elsewhere(String value, long ttlMs, long invoked) {
    return new Write(value, ttlMs, invoked);
  }

  boolean isDeletion() {
    return value == null;
  }

  boolean isDone() {
    return outcome == Outcome.DONE;
  }

  /** Whether it may have been carried out. */
  boolean mayBe() {
    return outcome != Outcome.REFUSED;
  }

  @Override
  public String toString() {
    return (isDeletion() ? "deletion" : value)
        + " by "
        + (node == null ? "a deployed node" : node.name())
        + " ("
        + outcome
        + ")";
  }
}
