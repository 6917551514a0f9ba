package io.novakms.transport;

import io.novakms.config.KmsConfig;
import io.novakms.model.Scheduler;
import io.novakms.peer.AsyncDeadline;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.UrlPolicy;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.ToIntFunction;

/**
 * Bounded HTTP to peers: every request ends by itself within its time, look-up, connection and body
 * included; no answer takes more memory than its limit; redirects are never followed, and no proxy
 * is used, because the addresses that were checked would not be the ones that are used then.
 */
public final class JdkPeerHttp implements PeerHttp {
  private final HttpClient client;
  private final HostLookup lookup;
  private final ExecutorService lookupThreads;
  private final Scheduler scheduler;

  private JdkPeerHttp(
      HttpClient client, HostLookup lookup, ExecutorService lookupThreads, Scheduler scheduler) {
    this.client = client;
    this.lookup = lookup;
    this.lookupThreads = lookupThreads;
    this.scheduler = scheduler;
  }

  /**
   * Ready for requests.
   *
   * @param settings the time-out of a connection, and further authorities for TLS
   * @param policy which addresses may be connected to
   * @param scheduler runs everything but host look-ups, which may hang and have threads of their
   *     own
   * @throws IllegalArgumentException where the file of authorities is of no use
   */
  public static JdkPeerHttp open(KmsConfig.Peers settings, UrlPolicy policy, Scheduler scheduler) {
    ExecutorService threads = HostLookup.threads();
    HostLookup lookup =
        new HostLookup(
            policy,
            host -> List.of(InetAddress.getAllByName(host)),
            threads,
            settings.connectTimeout());
    return open(settings, lookup, threads, scheduler);
  }

  static JdkPeerHttp open(
      KmsConfig.Peers settings, HostLookup lookup, ExecutorService threads, Scheduler scheduler) {
    HttpClient client =
        HttpClient.newBuilder()
            .executor(scheduler)
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .sslContext(PeerTls.context(settings.caCertificates()))
            .build();
    return new JdkPeerHttp(client, lookup, threads, scheduler);
  }

  @Override
  public CompletableFuture<Answer> send(Request request, Duration time, ToIntFunction<Head> limit) {
    BoundedResponse reader = new BoundedResponse(limit);
    AsyncDeadline<Answer> steps = new AsyncDeadline<>(scheduler);
    CompletableFuture<Answer> answer =
        steps
            .step(() -> lookup.check(request.url()))
            .thenComposeAsync(
                ok -> steps.step(() -> exchange(translated(request), reader)), scheduler)
            .handle(
                (response, failure) -> {
                  if (failure != null) {
                    throw reader
                        .refusal()
                        .map(RuntimeException.class::cast)
                        .orElseGet(() -> HttpFailures.translate(failure));
                  }
                  return new Answer(
                      new Head(response.statusCode(), response.headers().map()), response.body());
                });
    return steps.result(
        answer,
        time,
        () -> new PeerException(Fault.TIMED_OUT, "it gave no complete answer in time"));
  }

  /** A request as the client wants it: HTTP/2 where TLS can negotiate it, else HTTP/1.1. */
  private static HttpRequest translated(Request request) {
    HttpRequest.Builder translated = HttpRequest.newBuilder(request.url());
    request.headers().forEach(translated::setHeader);
    request.body().ifPresent(body -> translated.POST(BodyPublishers.ofByteArray(body)));
    if (!request.url().getScheme().equals("https")) {
      translated.version(HttpClient.Version.HTTP_1_1);
    }
    return translated.build();
  }

  /**
   * Sends one request, and closes the connection on any failure. The HTTP client leaves it open for
   * good where the head of the answer is malformed, so that a malicious peer could use up this
   * node's file descriptors; but it guarantees to close the connection when a stage derived from
   * the exchange is cancelled before it completes. This method therefore derives one that never
   * completes after a failure.
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

  /** Ends the threads that look up hosts. */
  @Override
  public void close() {
    lookupThreads.shutdownNow();
  }
}
