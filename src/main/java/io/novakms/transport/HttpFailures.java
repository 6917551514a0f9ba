package io.novakms.transport;

import io.novakms.peer.Failures;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Translates failures of the HTTP client. */
final class HttpFailures {
  private static final int MAX_CAUSES = 8;

  private HttpFailures() {}

  /**
   * The {@link PeerException} for a failure of the HTTP client, with a message of this node's own;
   * a failure that is no fault of the peer is returned as it is.
   */
  static RuntimeException translate(Throwable wrapped) {
    Throwable failure = Failures.cause(wrapped);
    Optional<RuntimeException> own = own(failure);
    if (own.isPresent()) {
      return own.get();
    }
    if (failure instanceof InterruptedIOException) {
      return new PeerException(Fault.TIMED_OUT, "it gave no answer in time", failure);
    }
    if (isOrIsDueTo(failure, SSLHandshakeException.class)
        || isOrIsDueTo(failure, SSLPeerUnverifiedException.class)) {
      return new PeerException(
          Fault.UNTRUSTED,
          "TLS with it failed: is its certificate for this host name, current, and from a trusted"
              + " authority (KMS_PEER_CA_FILE)?",
          failure);
    }
    if (isOrIsDueTo(failure, SSLException.class)) {
      return new PeerException(Fault.UNREACHABLE, "it does not speak TLS", failure);
    }
    if (isOrIsDueTo(failure, ProtocolException.class)
        || isOrIsDueTo(failure, IllegalArgumentException.class)) {
      return new PeerException(Fault.GARBLED, "its answer is not HTTP", failure);
    }
    if (failure instanceof IOException broken) {
      return brokenOff(broken);
    }
    return new CompletionException(failure);
  }

  /** A connection that could not be made, or ended within an answer. */
  static PeerException brokenOff(IOException failure) {
    return failure instanceof InterruptedIOException
        ? new PeerException(Fault.TIMED_OUT, "it gave no complete answer in time", failure)
        : new PeerException(
            Fault.UNREACHABLE, "it can't be connected to, or broke the connection off", failure);
  }

  /** What this node found out by itself, or that it takes on no more work. */
  private static Optional<RuntimeException> own(Throwable failure) {
    return causes(failure)
        .filter(
            cause -> cause instanceof PeerException || cause instanceof RejectedExecutionException)
        .map(RuntimeException.class::cast)
        .findFirst();
  }

  private static boolean isOrIsDueTo(Throwable failure, Class<? extends Throwable> type) {
    return causes(failure).anyMatch(type::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(MAX_CAUSES);
  }
}
