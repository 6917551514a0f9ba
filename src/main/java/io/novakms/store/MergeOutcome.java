package io.novakms.store;

import java.util.Locale;

/** What became of an incoming record (protocol, section 8). */
public enum MergeOutcome {
  /** There was no record of its key. */
  INSERTED,
  /** It has seen what the existing record has, and more. */
  REPLACED_BY_VERSION,
  /** Neither has seen the other, or they differ under one version, and its content wins. */
  REPLACED_BY_CONCURRENT_LWW,
  /** The existing record has seen it. */
  IGNORED_EXISTING_NEWER_VERSION,
  /** The incoming record equals the existing one. */
  IGNORED_EQUAL_VERSION,
  /**
   * As {@link #REPLACED_BY_CONCURRENT_LWW}, but the existing content wins. The existing record may
   * have a higher version now.
   */
  IGNORED_CONCURRENT_TIE_BREAK;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** The protocol's name. */
  public String code() {
    return code;
  }

  /** Whether the incoming content is now the stored one. */
  public boolean isMerged() {
    return switch (this) {
      case INSERTED, REPLACED_BY_VERSION, REPLACED_BY_CONCURRENT_LWW -> true;
      default -> false;
    };
  }
}
