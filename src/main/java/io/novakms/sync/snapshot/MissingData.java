package io.novakms.sync.snapshot;

import io.novakms.model.Reason;
import java.util.Objects;

/**
 * The reason why a node may not open yet, although its secret is verified.
 *
 * @param reason in a word
 * @param detail in words for an operator
 */
public record MissingData(Reason reason, String detail) {
  /** Checks that both are there. */
  public MissingData {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
  }
}
