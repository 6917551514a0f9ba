package io.novakms.journal;

import io.novakms.model.KmsException;
import java.util.Objects;

/**
 * The journal did not take a record, or could not be opened. Nothing has changed then. It is a
 * {@link KmsException}, so that a write that meets one is answered 507 or 503; the message says
 * what is wrong and what to do, and carries no text of a foreign exception, which is the cause.
 */
public final class JournalException extends KmsException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Problem {
    /** The disk has no room for another segment. Ends by itself once there is some. */
    FULL(Kind.STORAGE_FULL),
    /** The disk fails to make another segment. Ends by itself once it does not. */
    NO_SEGMENT(Kind.UNAVAILABLE),
    /** Writes come faster than the disk takes them. Ends by itself. */
    BUSY(Kind.UNAVAILABLE),
    /** The record is longer than a segment. */
    TOO_LARGE(Kind.TOO_LARGE),
    /** A write or a sync failed; the journal takes nothing more until it is opened again. */
    FAILED(Kind.UNAVAILABLE),
    /** The journal was closed. */
    CLOSED(Kind.UNAVAILABLE),
    /** What is on the disk is not what was written. */
    DAMAGED(Kind.UNAVAILABLE),
    /** Another process has it open. */
    LOCKED(Kind.UNAVAILABLE),
    /** The disk could not be read. */
    UNREADABLE(Kind.UNAVAILABLE);

    private final Kind kind;

    Problem(Kind kind) {
      this.kind = kind;
    }
  }

  private final Problem problem;

  JournalException(Problem problem, String message, Throwable cause) {
    super(problem.kind, message, cause);
    this.problem = Objects.requireNonNull(problem);
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }

  static JournalException noSegment(SegmentUnavailableException cause) {
    return cause.isFull()
        ? new JournalException(
            Problem.FULL, "the disk of this node's journal is full: make room on it", cause)
        : new JournalException(
            Problem.NO_SEGMENT,
            "the disk of this node's journal makes no new file: look at the disk",
            cause);
  }

  static JournalException failed(Throwable cause) {
    return new JournalException(
        Problem.FAILED,
        "the disk of this node's journal failed to write: look at the disk, and restart the node",
        cause);
  }

  static JournalException damaged(DamagedException cause) {
    return new JournalException(
        Problem.DAMAGED,
        ("this node's journal is damaged (" + cause.getMessage() + "). Move its files away, keep ")
            + "them, and restart the node: it gets the data from the other members. Where none "
            + "has it, restore the files from a copy",
        cause);
  }

  static JournalException unreadable(Throwable cause) {
    return new JournalException(
        Problem.UNREADABLE,
        "this node's journal could not be read or repaired: look at the disk and at the rights of "
            + "its directory, and restart the node",
        cause);
  }

  static JournalException locked() {
    return new JournalException(
        Problem.LOCKED,
        "this node's journal is open in another process: stop that one, or give this node a "
            + "directory of its own",
        null);
  }

  static JournalException closed() {
    return new JournalException(Problem.CLOSED, "this node's journal was closed", null);
  }

  static JournalException busy() {
    return new JournalException(
        Problem.BUSY, "this node's disk is slower than the writes to it: try again", null);
  }

  static JournalException tooLarge(int limit) {
    return new JournalException(
        Problem.TOO_LARGE, "a record takes at most " + limit + " bytes in the journal", null);
  }
}
