package io.novakms.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A machine that ends the TLS connection in front of a node: it sees every request and every answer
 * in plain, has no key of either side, and passes on what a test says.
 */
public final class TlsEnd implements AutoCloseable {
  private static final Set<String> OF_CONNECTION =
      Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "date");

  private final URI node;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile Mischief mischief = Node::ask;
  private volatile Told kept;

  /** A request as it came. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Asked(String method, String target, Map<String, String> headers, byte[] body) {
    /** The same request with another body. */
    public Asked withBody(byte[] other) {
      return new Asked(method, target, headers, other);
    }
  }

  /** An answer. */
  public record Told(int status, Map<String, String> headers, String body) {
    /** The same head with another status and body. */
    public Told saying(int other, String text) {
      return new Told(other, headers, text);
    }
  }

  /** The node behind. */
  @FunctionalInterface
  public interface Node {
    /** Passes a request on. */
    Told ask(Asked request);
  }

  /** What becomes of a request. */
  @FunctionalInterface
  public interface Mischief {
    /** The answer to {@code request}; null to close the connection without one. */
    Told answer(Node node, Asked request);
  }

  /** An honest end in front of the node at {@code node}. */
  public TlsEnd(URI node) {
    this.node = node;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::relay);
    server.start();
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on, it does this. */
  public void does(Mischief what) {
    mischief = what;
  }

  /** From now on, it keeps each answer but that to {@code GET /nonce}, and gives none. */
  public void withholdsAnswers() {
    mischief =
        (node, asked) -> {
          if (isForNonce(asked)) {
            return node.ask(asked);
          }
          kept = node.ask(asked);
          return null;
        };
  }

  /** From now on, it keeps each answer, and passes everything on. */
  public void copiesAnswers() {
    mischief =
        (node, asked) -> {
          kept = node.ask(asked);
          return kept;
        };
  }

  /**
   * From now on, it answers with the body that it kept last and {@code status}, with the signature
   * and the nonce of the request at hand.
   */
  public void givesWhatItKept(int status) {
    mischief =
        (node, asked) -> {
          Told told = node.ask(asked);
          return isForNonce(asked) ? told : told.saying(status, kept.body());
        };
  }

  /** The answer that it kept last. */
  public Told kept() {
    return kept;
  }

  private static boolean isForNonce(Asked asked) {
    return asked.target().equals("/nonce");
  }

  /** From now on, it passes everything on. */
  public void isHonest() {
    mischief = Node::ask;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void relay(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange.getRequestHeaders().forEach((name, all) -> headers.put(name, all.get(0)));
      Told told =
          mischief.answer(
              this::pass,
              new Asked(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  headers,
                  exchange.getRequestBody().readAllBytes()));
      if (told != null) {
        told.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = told.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(told.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Told pass(Asked asked) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node + asked.target()))
            .method(asked.method(), BodyPublishers.ofByteArray(asked.body()));
    asked
        .headers()
        .forEach(
            (name, value) -> {
              if (!OF_CONNECTION.contains(name.toLowerCase())) {
                request.header(name, value);
              }
            });
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      Map<String, String> headers = new TreeMap<>();
      answer
          .headers()
          .map()
          .forEach(
              (name, all) -> {
                if (!OF_CONNECTION.contains(name.toLowerCase())) {
                  headers.put(name, all.get(0));
                }
              });
      return new Told(answer.statusCode(), headers, answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
