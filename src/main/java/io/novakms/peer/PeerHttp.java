package io.novakms.peer;

import io.novakms.config.KmsConfig;
import io.novakms.peer.PeerException.Fault;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.ToIntFunction;

/**
 * Bounded HTTP to peers: every request ends by itself within its time, look-up, connection and body
 * included; no answer takes more memory than its limit; redirects are never followed, and no proxy
 * is used, because the addresses that were checked would not be the ones that are used then.
 */
public final class PeerHttp implements AutoCloseable {
  static final int OK = 200;

  private final HttpClient client;
  private final HostLookup lookup;
  private final ExecutorService lookupThreads;
  private final Executor executor;

  /** An answer as it came. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, HttpHeaders headers, byte[] body) {
    /**
     * The body of an answer with status 200.
     *
     * @throws PeerException of fault REFUSED where the status is another
     */
    byte[] okBody() {
      if (status != OK) {
        throw PeerException.refused(status, PeerJson.errorCode(body));
      }
      return body;
    }
  }

  PeerHttp(HttpClient client, HostLookup lookup, ExecutorService lookupThreads, Executor executor) {
    this.client = client;
    this.lookup = lookup;
    this.lookupThreads = lookupThreads;
    this.executor = executor;
  }

  /**
   * Ready for requests.
   *
   * @param settings the time-out of a connection, and further authorities for TLS
   * @param policy which addresses may be connected to
   * @param executor runs everything but host look-ups, which may hang and have threads of their own
   * @throws IllegalArgumentException where the file of authorities is of no use
   */
  public static PeerHttp open(KmsConfig.Peers settings, UrlPolicy policy, Executor executor) {
    ExecutorService threads = HostLookup.threads();
    HostLookup lookup =
        new HostLookup(
            policy,
            host -> List.of(InetAddress.getAllByName(host)),
            threads,
            settings.connectTimeout());
    return open(settings, lookup, threads, executor);
  }

  static PeerHttp open(
      KmsConfig.Peers settings, HostLookup lookup, ExecutorService threads, Executor executor) {
    HttpClient client =
        HttpClient.newBuilder()
            .executor(executor)
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .sslContext(PeerTls.context(settings.caCertificates()))
            .build();
    return new PeerHttp(client, lookup, threads, executor);
  }

  /** A request to {@code url}: HTTP/2 where TLS can negotiate it, else HTTP/1.1. */
  static HttpRequest.Builder request(URI url) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).setHeader("accept", "application/json");
    return url.getScheme().equals("https") ? request : request.version(HttpClient.Version.HTTP_1_1);
  }

  /**
   * Sends one request.
   *
   * @param time for all of it
   * @param limit from the answer's status and headers, how many bytes of body to read at most; may
   *     throw a {@link PeerException}, and no body is read then
   * @return the answer, whatever its status; or a failure with a bare {@link PeerException}.
   *     Cancelling it closes the connection
   */
  CompletableFuture<Answer> send(
      HttpRequest request, Duration time, ToIntFunction<ResponseInfo> limit) {
    BoundedResponse reader = new BoundedResponse(limit);
    AsyncDeadline<Answer> steps = new AsyncDeadline<>(executor);
    CompletableFuture<Answer> answer =
        steps
            .step(() -> lookup.check(request.uri()))
            .thenComposeAsync(ok -> steps.step(() -> exchange(request, reader)), executor)
            .handle(
                (response, failure) -> {
                  if (failure != null) {
                    throw reader
                        .refusal()
                        .map(RuntimeException.class::cast)
                        .orElseGet(() -> Failures.ofHttp(failure));
                  }
                  return new Answer(response.statusCode(), response.headers(), response.body());
                });
    return steps.result(
        answer,
        time,
        () -> new PeerException(Fault.TIMED_OUT, "it gave no complete answer in time"));
  }

  /**
   * Sends one request, and closes the connection on any failure. The HTTP client leaves it open for
   * good where the head of the answer is malformed, so that a lying peer could use up this node's
   * file descriptors; but it promises to let go of the connection when a stage derived from the
   * exchange is cancelled before it is complete. So here is one that never completes after a
   * failure.
   */
  private CompletableFuture<HttpResponse<byte[]>> exchange(
      HttpRequest request, BodyHandler<byte[]> bodies) {
    CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, bodies);
    CompletableFuture<HttpResponse<byte[]>> handle =
        exchange
            .exceptionally(failure -> null)
            .thenCompose(
                response ->
                    response == null
                        ? new CompletableFuture<HttpResponse<byte[]>>()
                        : CompletableFuture.completedFuture(response));
    exchange.whenComplete(
        (response, failure) -> {
          if (failure != null) {
            handle.cancel(true);
          }
        });
    return exchange;
  }

  /** Runs what comes before and after a request. */
  Executor executor() {
    return executor;
  }

  /** Ends the threads that look up hosts. */
  @Override
  public void close() {
    lookupThreads.shutdownNow();
  }
}
