package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Plain JSON-RPC to a node, one call at a time: for tests, and for the chain's owner. */
public final class RpcClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI url;

  /** A client of the node at {@code url}. */
  public RpcClient(URI url) {
    this.url = url;
  }

  /** The node's address. */
  public URI url() {
    return url;
  }

  /**
   * Calls {@code method}; each of {@code params} is turned into JSON by Jackson.
   *
   * @return the result, a JSON null where there is none
   * @throws RpcFault where the node answers with an error
   * @throws UncheckedIOException where it doesn't answer
   */
  public JsonNode call(String method, Object... params) {
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", method);
    request.set("params", JSON.valueToTree(params));
    JsonNode answer = post(request);
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      throw new RpcFault(
          error.path("code").asInt(), error.path("message").asText(), error.path("data").asText());
    }
    return answer.path("result");
  }

  private JsonNode post(JsonNode body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
              .build();
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while calling the chain", e);
    }
  }
}
