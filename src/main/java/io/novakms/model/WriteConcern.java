package io.novakms.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How many members hold a write before it is answered, from the weakest to the strongest. */
public enum WriteConcern {
  /** This node alone. */
  LOCAL,
  /** This node and one other, where there is another. */
  ONE,
  /** A majority of the registry's members, this node included. */
  MAJORITY,
  /** Every member of the registry. */
  ALL;

  /** The name in settings and requests. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The concern of that name; empty where there is none. */
  public static Optional<WriteConcern> of(String code) {
    return Arrays.stream(values()).filter(concern -> concern.code().equals(code)).findFirst();
  }

  /** The stronger of the two. */
  public WriteConcern atLeast(WriteConcern other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
