package io.novakms.http.guard;

import io.novakms.config.KmsConfig;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;

/**
 * How long a body may be.
 *
 * @param bytes so many at most
 * @param words the setting that says so, and what follows from it, for whoever sent more
 */
public record BodyLimit(long bytes, String words) {
  /** Of a body that an app sends. */
  static BodyLimit ofApps(KmsConfig config) {
    int most = config.http().maxBodyBytes();
    int value = Math.min(config.http().largestValueBytes(), config.store().maxValueBytes());
    return new BodyLimit(
        most,
        "MAX_REQUEST_BODY_BYTES, " + most + "; values of up to " + value + " bytes fit into that");
  }

  /** Of a body that another node sends. */
  public static BodyLimit ofPeers(KmsConfig config) {
    long most = config.sync().maxPayloadBytes();
    return new BodyLimit(most, "MAX_SYNC_PAYLOAD_BYTES, " + most);
  }

  /** What is said about a longer one. */
  KmsException tooLarge() {
    return new KmsException(Kind.TOO_LARGE, "the body is over " + words);
  }
}
