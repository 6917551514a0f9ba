package io.novakms.custodian;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Asks one node. Nothing that it says is believed: who it is says the registry, and what it answers
 * to a share is sealed with its registered key. Every request is limited in time and size.
 */
final class NodeClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 1 << 20;
  private static final int OK = 200;

  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .followRedirects(Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  /** What a node says of itself. */
  record Said(Wallet wallet, TeePublicKey key) {}

  /** What a node answered: the status and the body. */
  record Answer(int status, ObjectNode body) {
    boolean isGood() {
      return status == OK;
    }
  }

  /**
   * A client of the node at {@code base}.
   *
   * @throws ToolException where that is no URL of a node
   */
  NodeClient(URI base) {
    boolean web = "https".equals(base.getScheme()) || "http".equals(base.getScheme());
    if (!web || base.getHost() == null) {
      throw new ToolException("a node has an http or https URL, not " + base);
    }
    this.base = URI.create(base.toString().replaceAll("/+$", ""));
  }

  /**
   * Who the node says that it is.
   *
   * @throws ToolException where it does not say
   */
  Said status() {
    Answer answer = send(request("/status").GET().build());
    try {
      ObjectNode body = answer.body();
      return new Said(
          Wallet.parse(body.at("/node/tee_wallet").asText()),
          TeePublicKey.parse(body.at("/node/tee_pubkey").asText()));
    } catch (IllegalArgumentException e) {
      throw new ToolException(base + " does not say which wallet and teePubkey it has");
    }
  }

  /** Sends a share, sealed in {@code envelope}. */
  Answer give(ObjectNode envelope) {
    return send(
        request("/custody/shares")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(envelope.toString()))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(WHOLE);
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] bytes = in.readNBytes(MOST_BYTES);
        return new Answer(
            response.statusCode(), StrictJson.object(new ByteArrayInputStream(bytes)));
      }
    } catch (IOException e) {
      throw new ToolException(base + " can't be reached: " + e.getClass().getSimpleName());
    } catch (KmsException e) {
      throw new ToolException(base + " did not answer with JSON: is it a node?");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("interrupted");
    }
  }
}
