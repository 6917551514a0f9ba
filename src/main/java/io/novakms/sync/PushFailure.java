package io.novakms.sync;

import io.novakms.model.KmsException;
import io.novakms.peer.PeerException;
import io.novakms.sync.message.NotAcknowledgedException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Why a batch was not acknowledged.
 *
 * @param kind what it means for the next attempt
 * @param detail in this node's own words, for an operator
 */
public record PushFailure(Kind kind, String detail) {
  private static final int BAD_REQUEST = 400;
  private static final int PAYLOAD_TOO_LARGE = 413;
  private static final int UNAVAILABLE = 503;

  /** The kinds of failure. */
  public enum Kind {
    /** No connection. */
    UNREACHABLE,
    /** No answer in time. */
    TIMED_OUT,
    /** It says that its gate is closed. */
    NOT_SERVING,
    /** It can't take this body, for its size or for what is in it; a smaller one may do. */
    NOT_TAKEN,
    /** It refuses, with another status. */
    REFUSED,
    /** The answer does not come from it. */
    UNTRUSTED,
    /** The answer is too long for this node, or for its TEE. */
    TOO_LARGE,
    /** The answer is none. */
    GARBLED,
    /** This node could not send it: its TEE does not answer, or the like. */
    NOT_SENT,
    /** A fault of this node. */
    INTERNAL;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The word in {@code /status} and in metrics. */
    public String code() {
      return code;
    }
  }

  /** What a failed future stands for. */
  public static PushFailure of(Throwable thrown) {
    Throwable failure = cause(thrown);
    if (failure instanceof PeerException peers) {
      return new PushFailure(kind(peers), peers.getMessage());
    }
    if (failure instanceof NotAcknowledgedException answer) {
      return new PushFailure(Kind.GARBLED, answer.getMessage());
    }
    if (failure instanceof KmsException own) {
      // What this node's TEE does not seal in one piece may do in smaller ones.
      Kind kind = own.kind() == KmsException.Kind.TOO_LARGE ? Kind.NOT_TAKEN : Kind.NOT_SENT;
      return new PushFailure(kind, own.getMessage());
    }
    if (failure instanceof RejectedExecutionException) {
      return new PushFailure(Kind.NOT_SENT, "the server has no thread for it");
    }
    return new PushFailure(Kind.INTERNAL, "a fault of this node; its log has more");
  }

  /** {@code thrown} without the wrappers that futures put around it. */
  static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Kind kind(PeerException failure) {
    return switch (failure.fault()) {
      case UNREACHABLE -> Kind.UNREACHABLE;
      case TIMED_OUT -> Kind.TIMED_OUT;
      case UNTRUSTED -> Kind.UNTRUSTED;
      case TOO_LARGE -> Kind.TOO_LARGE;
      case GARBLED -> Kind.GARBLED;
      case REFUSED ->
          switch (failure.status().orElse(0)) {
            case UNAVAILABLE -> Kind.NOT_SERVING;
            case PAYLOAD_TOO_LARGE, BAD_REQUEST -> Kind.NOT_TAKEN;
            default -> Kind.REFUSED;
          };
    };
  }
}
