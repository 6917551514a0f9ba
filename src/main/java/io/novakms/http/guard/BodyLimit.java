package io.novakms.http.guard;

import io.novakms.config.KmsConfig;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;

/**
 * How long a body may be.
 *
 * @param bytes the largest length
 * @param words the setting that limits it, and what follows from it, for the refusal
 */
public record BodyLimit(long bytes, String words) {
  /** The limit of an app's body. */
  static BodyLimit ofApps(KmsConfig config) {
    int most = config.http().maxBodyBytes();
    int value = Math.min(config.http().largestValueBytes(), config.store().maxValueBytes());
    return new BodyLimit(
        most,
        "MAX_REQUEST_BODY_BYTES, " + most + "; values of up to " + value + " bytes fit into that");
  }

  /** The limit of a peer's body. */
  public static BodyLimit ofPeers(KmsConfig config) {
    long most = config.sync().maxPayloadBytes();
    return new BodyLimit(most, "MAX_SYNC_PAYLOAD_BYTES, " + most);
  }

  /** The refusal of a longer body. */
  KmsException tooLarge() {
    return new KmsException(Kind.TOO_LARGE, "the body is over " + words);
  }
}
