package io.novakms.devnet;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP as apps speak it to nodes: each exchange bounded in time, its answer in length. Connections
 * are kept, and shared by all clients that use this. Safe for use by many threads.
 */
public final class AppHttp {
  /** The longest answer: a list of many keys. */
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final HttpClient http;
  private final Duration timeout;

  private AppHttp(HttpClient.Builder http, Duration timeout) {
    this.http = http.connectTimeout(timeout).version(HttpClient.Version.HTTP_1_1).build();
    this.timeout = timeout;
  }

  /** Trusts nodes that show a certificate of {@code authority}. */
  public static AppHttp trusting(CertificateAuthority authority, Duration timeout) {
    return new AppHttp(HttpClient.newBuilder().sslContext(authority.trustingContext()), timeout);
  }

  /** For nodes without TLS. */
  public static AppHttp plain(Duration timeout) {
    return new AppHttp(HttpClient.newBuilder(), timeout);
  }

  /**
   * Sends {@code request}.
   *
   * @throws AppCallException with the code {@link AppCallException#NO_ANSWER} where no whole answer
   *     came in time
   */
  HttpResponse<byte[]> send(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, head -> new BoundedBody(MAX_ANSWER_BYTES));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw none(request, "the exchange failed", e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw none(request, "not within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw none(request, "interrupted", e);
    }
  }

  private static AppCallException none(HttpRequest request, String why, Throwable cause) {
    String what = request.method() + " " + request.uri();
    return new AppCallException(0, AppCallException.NO_ANSWER, what + ": " + why, cause);
  }
}
