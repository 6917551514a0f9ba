package io.novakms.registry.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import okhttp3.Credentials;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.web3j.protocol.http.HttpService;

/**
 * web3j's HTTP service, with what it leaves open: a time-out for each request as a whole, a limit
 * on the answer's size, no redirects, and failures that don't repeat what the other side said.
 *
 * <p>User info in the URL is sent as HTTP basic authentication.
 */
final class RpcHttp extends HttpService implements AutoCloseable {
  private final OkHttpClient client;

  private RpcHttp(URI url, OkHttpClient client) {
    super(url.toString(), client);
    this.client = client;
    String userInfo = url.getUserInfo();
    if (userInfo != null) {
      String[] parts = userInfo.split(":", 2);
      String password = parts.length == 2 ? parts[1] : "";
      addHeader("Authorization", Credentials.basic(parts[0], password, StandardCharsets.UTF_8));
    }
  }

  static RpcHttp to(URI url, Duration timeout, long maxAnswerBytes) {
    return new RpcHttp(
        url,
        new OkHttpClient.Builder()
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .callTimeout(timeout)
            .followRedirects(false)
            .followSslRedirects(false)
            .addInterceptor(chain -> checked(chain, maxAnswerBytes))
            .build());
  }

  /**
   * Posts {@code json}.
   *
   * @return the body of a successful answer
   * @throws RefusedException where the status is no success, or the body is over the limit
   * @throws IOException where there is no answer in time
   */
  InputStream post(String json) throws IOException {
    return performIO(json);
  }

  /** Closes idle connections; requests on their way end by their time-out. */
  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private static Response checked(Interceptor.Chain chain, long maxBytes) throws IOException {
    Response response = chain.proceed(chain.request());
    ResponseBody body = response.body();
    if (!response.isSuccessful() || body == null) {
      response.close();
      throw new RefusedException("HTTP status " + response.code());
    }
    Source limited = new LimitedSource(body.source(), maxBytes);
    return response
        .newBuilder()
        .body(ResponseBody.create(Okio.buffer(limited), body.contentType(), -1))
        .build();
  }

  /** The node answered, but not with anything to be read. The message is safe to be passed on. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private static final class LimitedSource extends ForwardingSource {
    private final long maxBytes;
    private long left;

    LimitedSource(Source source, long maxBytes) {
      super(source);
      this.maxBytes = maxBytes;
      this.left = maxBytes;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long read = super.read(sink, byteCount);
      left -= Math.max(read, 0);
      if (left < 0) {
        throw new RefusedException("an answer of more than " + maxBytes + " bytes");
      }
      return read;
    }
  }
}
