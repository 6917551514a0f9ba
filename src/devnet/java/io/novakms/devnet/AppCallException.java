package io.novakms.devnet;

/** What an app asked of a node did not come about. */
public final class AppCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The code where no answer came. */
  public static final String NO_ANSWER = "no_answer";

  /** The code where an answer came that can't be the node's. */
  public static final String NOT_BELIEVED = "not_believed";

  private final int status;
  private final String code;

  AppCallException(int status, String code, String message) {
    super((status == 0 ? "" : status + " ") + code + ": " + message);
    this.status = status;
    this.code = code;
  }

  AppCallException(int status, String code, String message, Throwable cause) {
    this(status, code, message);
    initCause(cause);
  }

  /** The HTTP status of the answer; 0 where there was none. */
  public int status() {
    return status;
  }

  /** The node's error code (protocol, section 6), or one of this class's. */
  public String code() {
    return code;
  }
}
