package io.novakms.model;

/**
 * Something that a caller or an operator has to be told. It names a kind, not an HTTP status; the
 * entries translate. The message is meant for the caller: it never holds a secret or the text of a
 * foreign exception.
 */
public class KmsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, with the code that the protocol gives it (section 6). */
  public enum Kind {
    /** The request is malformed; sending it again does not help. */
    BAD_REQUEST("bad_request"),
    /** Who is calling was not proven. */
    UNAUTHORIZED("unauthorized"),
    /** Who is calling is known, and may not do this. */
    FORBIDDEN("forbidden"),
    /** There is no such thing, or no longer. */
    NOT_FOUND("not_found"),
    /** The route exists, but not with this method. */
    METHOD_NOT_ALLOWED("method_not_allowed"),
    /** A body or value is over its limit. */
    TOO_LARGE("too_large"),
    /** Too many requests; try again later. */
    RATE_LIMITED("rate_limited"),
    /** This node can't answer now; another may. */
    UNAVAILABLE("service_unavailable"),
    /** The app's storage is full. */
    STORAGE_FULL("storage_full"),
    /** A fault of this node. */
    INTERNAL("internal_error");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** The protocol's code for this kind. */
    public String code() {
      return code;
    }
  }

  private final Kind kind;
  private final String code;

  /** An exception of {@code kind}, with its usual code. */
  public KmsException(Kind kind, String message) {
    this(kind, kind.code(), message, null);
  }

  /** An exception of {@code kind}, caused by {@code cause}, which is for the log only. */
  public KmsException(Kind kind, String message, Throwable cause) {
    this(kind, kind.code(), message, cause);
  }

  /** An exception of {@code kind} with a more exact {@code code}, such as {@code reserved_path}. */
  public KmsException(Kind kind, String code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The code that the answer carries. */
  public String code() {
    return code;
  }
}
