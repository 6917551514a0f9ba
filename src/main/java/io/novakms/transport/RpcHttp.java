package io.novakms.transport;

import io.novakms.registry.rpc.RpcTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Okio;

/**
 * JSON-RPC over HTTP: a time-out for each request as a whole, a limit on the answer's size, no
 * redirects, and failures that don't repeat the provider's text. A request blocks its thread and
 * takes no other.
 */
public final class RpcHttp implements RpcTransport {
  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
  private static final int IDLE_CONNECTIONS = 5;
  private static final int IDLE_MINUTES = 5;

  private final OkHttpClient client;
  private final Request.Builder template;
  private final long maxAnswerBytes;

  /** A transport to one provider; see {@link RpcTransport.Factory#to}. */
  public RpcHttp(URI url, Duration timeout, long maxAnswerBytes) {
    this.client =
        HttpClients.builder(
                timeout,
                timeout,
                new ConnectionPool(IDLE_CONNECTIONS, IDLE_MINUTES, TimeUnit.MINUTES))
            .build();
    this.template = new Request.Builder().url(HttpUrl.get(url.toString()));
    this.maxAnswerBytes = maxAnswerBytes;
    String userInfo = url.getUserInfo();
    if (userInfo != null) {
      String[] parts = userInfo.split(":", 2);
      String password = parts.length == 2 ? parts[1] : "";
      template.header(
          "Authorization", Credentials.basic(parts[0], password, StandardCharsets.UTF_8));
    }
  }

  @Override
  public InputStream post(String json) throws IOException {
    Request request = template.build().newBuilder().post(RequestBody.create(json, JSON)).build();
    Call call = client.newCall(request);
    Response response = call.execute();
    ResponseBody body = response.body();
    if (!response.isSuccessful() || body == null) {
      response.close();
      throw new RefusedException(response.code());
    }
    return Okio.buffer(
            new BoundedSource(body.source(), maxAnswerBytes, limit -> tooLong(call, limit)))
        .inputStream();
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  /** Cancels {@code call}: to close its answer alone would mean to read the rest of it first. */
  private static IOException tooLong(Call call, long limit) {
    call.cancel();
    return new RefusedException("an answer of more than " + limit + " bytes");
  }
}
