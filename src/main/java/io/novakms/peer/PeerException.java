package io.novakms.peer;

import io.novakms.model.KmsException;
import java.util.OptionalInt;

/**
 * A peer could not be asked, or its answer is of no use. The message is this node's own: of the
 * peer's answer it holds at most the HTTP status and an error code in the protocol's alphabet.
 */
public final class PeerException extends KmsException {
  private static final long serialVersionUID = 1L;

  /** What was wrong. */
  public enum Fault {
    /** No connection, or it broke off. */
    UNREACHABLE,
    /** No complete answer in time. */
    TIMED_OUT,
    /** It answered with another status than 200; see {@link #status()} and {@link #refusal()}. */
    REFUSED,
    /**
     * Not proven to come from the peer: certificate, signature, envelope or identity is not its
     * own, or its host leads to an address that must not be used.
     */
    UNTRUSTED,
    /** The answer is over its limit; no more of it was read. */
    TOO_LARGE,
    /** The answer is not what the protocol has there. */
    GARBLED
  }

  private final Fault fault;
  private final int status;
  private final String refusal;

  private PeerException(Fault fault, int status, String refusal, String message, Throwable cause) {
    super(Kind.UNAVAILABLE, Kind.UNAVAILABLE.code(), message, cause);
    this.fault = fault;
    this.status = status;
    this.refusal = refusal;
  }

  /** The peer {@code fault}ed in a way that {@code message} says. */
  public PeerException(Fault fault, String message) {
    this(fault, 0, "", message, null);
  }

  /** As above, with {@code cause} for the log. */
  public PeerException(Fault fault, String message, Throwable cause) {
    this(fault, 0, "", message, cause);
  }

  /** The peer answered with {@code status} and {@code code}, which is empty or checked. */
  public static PeerException refused(int status, String code) {
    String message = "it answered with HTTP status " + status + (code.isEmpty() ? "" : ", " + code);
    return new PeerException(Fault.REFUSED, status, code, message, null);
  }

  /** The same fault, known to have come with HTTP status {@code status}. */
  public PeerException withStatus(int status) {
    return new PeerException(fault, status, refusal, getMessage(), getCause());
  }

  /** What was wrong. */
  public Fault fault() {
    return fault;
  }

  /** The HTTP status of the answer; empty where none came. */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /**
   * The {@code code} of the peer's error answer, where it has the form of one (lower-case letters,
   * digits and underscores, 64 at most); else empty. Not authenticated: fit for a log line, not for
   * a decision.
   */
  public String refusal() {
    return refusal;
  }
}
