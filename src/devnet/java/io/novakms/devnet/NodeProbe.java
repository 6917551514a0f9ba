package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Asks nodes how they are, as any client could: over HTTPS, trusting the network's authority. */
public final class NodeProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;

  /** Trusts nodes that show a certificate of {@code authority}. */
  NodeProbe(CertificateAuthority authority) {
    this.http =
        HttpClient.newBuilder()
            .sslContext(authority.trustingContext())
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** The status code of {@code GET path}; empty where there is no answer in 3 seconds. */
  public Optional<Integer> code(URI node, String path) {
    return get(node, path).map(HttpResponse::statusCode);
  }

  /** The JSON that {@code GET path} answers with status 200; empty where it doesn't. */
  public Optional<JsonNode> json(URI node, String path) {
    return get(node, path).filter(answer -> answer.statusCode() == 200).flatMap(NodeProbe::parse);
  }

  private Optional<HttpResponse<byte[]>> get(URI node, String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(node + path)).timeout(TIMEOUT).build();
    try {
      return Optional.of(http.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      // A node that is down is a thing to see, not an error.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> parse(HttpResponse<byte[]> answer) {
    try {
      return Optional.of(JSON.readTree(answer.body()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
