package io.novakms.node;

import io.novakms.journal.JournalStatus;
import io.novakms.journal.NodeJournal;
import java.util.Objects;
import java.util.Optional;

/**
 * The node's journal at one moment.
 *
 * @param state whether it takes records
 * @param journal the rest; empty where it is off, or not open
 */
public record JournalSnapshot(State state, Optional<JournalStatus> journal) {
  /** No journal is kept. */
  public static final JournalSnapshot NONE = new JournalSnapshot(State.OFF, Optional.empty());

  /** Whether a journal takes records. */
  public enum State {
    /** None is kept: {@code KMS_DATA_DIR} is not set. */
    OFF,
    /** It is not open: not read yet, or not usable. */
    NOT_OPEN,
    /** It does. */
    OPEN,
    /** Not until there is room on the disk. */
    FULL,
    /** Not until the disk makes files again. */
    NO_SEGMENT,
    /** Not until the node is restarted: the disk failed to write. */
    FAILED
  }

  /** Checks that both are there. */
  public JournalSnapshot {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(journal, "journal");
  }

  static JournalSnapshot of(NodeJournal journal) {
    Optional<JournalStatus> status = journal.status();
    State state =
        status
            .map(
                now ->
                    switch (now.state()) {
                      case OPEN -> State.OPEN;
                      case FULL -> State.FULL;
                      case NO_SEGMENT -> State.NO_SEGMENT;
                      case FAILED -> State.FAILED;
                      case CLOSED -> State.NOT_OPEN;
                    })
            .orElse(State.NOT_OPEN);
    return new JournalSnapshot(state, status);
  }
}
