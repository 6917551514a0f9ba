package io.novakms.transport;

import java.time.Duration;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/**
 * What every HTTP client of a node has in common: no redirect is followed, so that a request goes
 * where it was sent, and each request ends as a whole.
 */
final class HttpClients {
  private HttpClients() {}

  /**
   * A client to be completed.
   *
   * @param connect how long a connection may take
   * @param whole how long a request may take, from the look-up of the host to the last byte
   * @param idle the connections that are kept for further requests
   */
  static OkHttpClient.Builder builder(Duration connect, Duration whole, ConnectionPool idle) {
    return new OkHttpClient.Builder()
        .followRedirects(false)
        .followSslRedirects(false)
        .connectionPool(idle)
        .connectTimeout(connect)
        .readTimeout(whole)
        .writeTimeout(whole)
        .callTimeout(whole);
  }
}
