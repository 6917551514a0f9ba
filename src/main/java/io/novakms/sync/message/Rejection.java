package io.novakms.sync.message;

import java.util.Locale;

/** Why a peer's record is not even merged (protocol, section 7). */
public enum Rejection {
  /** It does not have the shape of a record. */
  MALFORMED_RECORD,
  /** It is said to belong to an app that can't be: 0 is the cluster's own, or no number at all. */
  BAD_APP_ID,
  /** Its value is longer than any that this node would have stored. */
  VALUE_TOO_LARGE,
  /** Its key is longer than any value. */
  KEY_TOO_LARGE,
  /** It was written later than clocks may differ. */
  FUTURE_TIMESTAMP,
  /** Its value does not decrypt under the app's data key. */
  DECRYPTION_FAILED,
  /** Its app has more here already than its quota, several times over, allows. */
  APP_FULL,
  /** All apps together have as much here as this node can hold. */
  STORE_FULL,
  /** The registry does not have its app. */
  APP_NOT_REGISTERED,
  /** Whether the registry has its app could not be found out now. */
  APP_UNKNOWN;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** Whether another node, with another clock or other limits, may rightly accept the record. */
  public boolean isByLimits() {
    return this != MALFORMED_RECORD && this != BAD_APP_ID && this != DECRYPTION_FAILED;
  }

  /** The word in {@code skip_reasons}. */
  public String code() {
    return code;
  }
}
