package io.novakms.transport;

import io.novakms.tee.CapsuleTransport;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/**
 * HTTP/1.1 to the Capsule API: no redirect is followed and no proxy used, since the API is on this
 * machine, and no request is sent twice, since it opens an envelope only once. A request blocks its
 * thread and takes no other, which is what makes many small ones cheap.
 */
public final class CapsuleHttp implements CapsuleTransport {
  private static final MediaType JSON = MediaType.get("application/json");

  /** As many connections as requests are served at once, and none that the API may have closed. */
  private static final int IDLE_CONNECTIONS = 32;

  private static final int IDLE_SECONDS = 4;

  private final OkHttpClient client;

  /** A transport; see {@link CapsuleTransport.Factory#open}. */
  public CapsuleHttp(Duration timeout) {
    this.client =
        HttpClients.builder(
                timeout,
                timeout,
                new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
            .proxy(Proxy.NO_PROXY)
            .retryOnConnectionFailure(false)
            .protocols(List.of(Protocol.HTTP_1_1))
            .build();
  }

  @Override
  public Answer send(URI url, Optional<byte[]> json, long limit) throws IOException {
    Request.Builder request =
        new Request.Builder()
            .url(HttpUrl.get(url.toString()))
            .header("Accept", "application/json")
            .header("Accept-Encoding", "identity");
    json.ifPresent(bytes -> request.post(RequestBody.create(bytes, JSON)));
    Call call = client.newCall(request.build());
    try (Response response = call.execute()) {
      Buffer body = new Buffer();
      body.writeAll(
          new BoundedSource(response.body().source(), limit, exceeded -> tooLong(call, exceeded)));
      return new Answer(response.code(), body.readByteArray());
    }
  }

  /** Cancels {@code call}: to close its answer alone would mean to read the rest of it first. */
  private static IOException tooLong(Call call, long limit) {
    call.cancel();
    return new IOException("the answer is longer than " + limit + " bytes");
  }
}
