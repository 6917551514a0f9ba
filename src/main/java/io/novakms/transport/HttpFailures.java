package io.novakms.transport;

import io.novakms.peer.Failures;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Translates failures of the JDK's HTTP client. */
final class HttpFailures {
  private static final int MAX_CAUSES = 8;

  private HttpFailures() {}

  /**
   * The {@link PeerException} for a failure of the HTTP client, with a message of this node's own;
   * a failure that is no fault of the peer is returned as it is.
   */
  static RuntimeException translate(Throwable wrapped) {
    Throwable failure = Failures.cause(wrapped);
    if (failure instanceof PeerException known) {
      return known;
    }
    if (failure instanceof HttpTimeoutException) {
      return new PeerException(Fault.TIMED_OUT, "it did not accept a connection in time", failure);
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
    if (failure instanceof IOException) {
      return new PeerException(
          Fault.UNREACHABLE, "it can't be connected to, or broke the connection off", failure);
    }
    return new CompletionException(failure);
  }

  private static boolean isOrIsDueTo(Throwable failure, Class<? extends Throwable> type) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(MAX_CAUSES)
        .anyMatch(type::isInstance);
  }
}
