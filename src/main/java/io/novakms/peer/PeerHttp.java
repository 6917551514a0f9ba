package io.novakms.peer;

import io.novakms.config.KmsConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;

/**
 * Carries HTTP to peers, as bytes; {@link PeerClient} authenticates and interprets them. Every
 * request ends by itself within its time, and no answer takes more memory than its limit. Safe for
 * use by many threads.
 */
public interface PeerHttp extends AutoCloseable {
  /** Opens transports. */
  @FunctionalInterface
  interface Factory {
    /**
     * A transport to all peers; sends nothing yet.
     *
     * @param settings the time-out of a connection, and further authorities for TLS
     * @param policy which addresses may be connected to
     * @throws IllegalArgumentException where the file of authorities is of no use
     */
    PeerHttp open(KmsConfig.Peers settings, UrlPolicy policy);
  }

  /**
   * A request.
   *
   * @param url where it goes: absolute, {@code http} or {@code https}
   * @param headers by name, one value each
   * @param body of a POST; empty for a GET
   */
  record Request(URI url, Map<String, String> headers, Optional<byte[]> body) {
    /** Takes a copy of the headers that can't change. */
    public Request {
      headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    /** A GET that wants JSON. */
    public static Request get(URI url) {
      return new Request(url, Map.of("accept", "application/json"), Optional.empty());
    }

    /** GET or POST. */
    public String method() {
      return body.isPresent() ? "POST" : "GET";
    }
  }

  /**
   * The status and the headers of an answer.
   *
   * @param status the HTTP status
   * @param headers by name, in whatever case they came
   */
  record Head(int status, Map<String, List<String>> headers) {
    /** The status of an answer that is no refusal. */
    public static final int OK = 200;

    /** Takes a copy of the headers that can't change and knows no case. */
    public Head {
      Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
      headers = Collections.unmodifiableMap(copy);
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
      return headers.getOrDefault(name, List.of()).stream().findFirst();
    }
  }

  /** An answer as it came. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(Head head, byte[] body) {
    /** The HTTP status. */
    public int status() {
      return head.status();
    }

    /**
     * The body of an answer with status 200.
     *
     * @throws PeerException of fault REFUSED where the status is another
     */
    byte[] okBody() {
      if (status() != Head.OK) {
        throw PeerException.refused(status(), PeerJson.errorCode(body));
      }
      return body;
    }
  }

  /**
   * Sends one request, which does not block the caller.
   *
   * @param time for all of it: look-up of the host, connection, and body included
   * @param limit from the answer's head, how many bytes of body to read at most; may throw a {@link
   *     PeerException}, and no body is read then
   * @return the answer, whatever its status; or a failure with a bare {@link PeerException}.
   *     Cancelling it closes the connection
   */
  CompletableFuture<Answer> send(Request request, Duration time, ToIntFunction<Head> limit);

  /** Releases its resources; requests under way end by their time-out. */
  @Override
  void close();
}
