package io.novakms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * Requests exactly as a test spells them, which no HTTP client would send: one connection each,
 * over plain HTTP or over TLS.
 */
public final class RawHttp {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int HEADER_END = 4;

  private final String host;
  private final int port;
  private final SocketFactory sockets;
  private final Witness witness;

  /** Requests to the server at {@code base}, without TLS. */
  public RawHttp(URI base) {
    this(base, SocketFactory.getDefault(), new Witness() {});
  }

  /** As above, before the eyes of {@code witness}. */
  public RawHttp(URI base, Witness witness) {
    this(base, SocketFactory.getDefault(), witness);
  }

  /** Requests over TLS to the server at {@code base}, whose certificate {@code tls} trusts. */
  public RawHttp(URI base, SSLContext tls) {
    this(base, tls, new Witness() {});
  }

  /** As above, before the eyes of {@code witness}. */
  public RawHttp(URI base, SSLContext tls, Witness witness) {
    this(base, tls.getSocketFactory(), witness);
  }

  private RawHttp(URI base, SocketFactory sockets, Witness witness) {
    this.host = base.getHost();
    this.port = base.getPort();
    this.sockets = sockets;
    this.witness = witness;
  }

  /** Sees every answer, and fails the test whose answer is not as it should be. */
  public interface Witness {
    /** That {@code answer} came to a request. */
    default void answered(String method, String target, Answer answer) {}

    /**
     * What was in the envelopes of a request and of its answer, which is 200.
     *
     * @param request null where it had none
     */
    default void opened(String method, String target, String request, JsonNode answer) {}
  }

  /** The server's URL, where it speaks plain HTTP. */
  public URI base() {
    return URI.create("http://" + host + ":" + port);
  }

  /** Who sees every answer. */
  public Witness witness() {
    return witness;
  }

  /** The server's host and port. */
  public String authority() {
    return host + ":" + port;
  }

  /**
   * An answer.
   *
   * @param status its status code
   * @param headers its headers, names in lower case; of a repeated one the last value
   * @param body its body as text
   */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** The header {@code name}, or null. */
    public String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  /** Sends a request without a body. */
  public Answer send(String method, String target, String... headers) {
    return send(method, target, List.of(headers), new byte[0]);
  }

  /** Sends a request with {@code body} and its length. */
  public Answer send(String method, String target, List<String> headers, byte[] body) {
    String length = body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n";
    return exchange(method, target, head(method, target, headers) + length + "\r\n", body);
  }

  /** Sends a request with {@code body} in chunks of a thousand bytes, its length unsaid. */
  public Answer sendChunked(String method, String target, List<String> headers, byte[] body) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int from = 0; from < body.length; from += 1000) {
      int length = Math.min(1000, body.length - from);
      chunks.writeBytes(ascii(Integer.toHexString(length) + "\r\n"));
      chunks.write(body, from, length);
      chunks.writeBytes(ascii("\r\n"));
    }
    chunks.writeBytes(ascii("0\r\n\r\n"));
    String head = head(method, target, headers) + "Transfer-Encoding: chunked\r\n\r\n";
    return exchange(method, target, head, chunks.toByteArray());
  }

  /** Announces {@code length} bytes, and sends {@code body}. */
  public Answer sendAnnounced(
      String method, String target, List<String> headers, byte[] body, long length) {
    String head = head(method, target, headers) + "Content-Length: " + length + "\r\n\r\n";
    return exchange(method, target, head, body);
  }

  /** As {@link #sendAnnounced}, and ends the connection with that. */
  public void sendCutOff(
      String method, String target, List<String> headers, byte[] body, long length) {
    String head = head(method, target, headers) + "Content-Length: " + length + "\r\n\r\n";
    try (Socket socket = sockets.createSocket(host, port)) {
      socket.getOutputStream().write(ascii(head));
      socket.getOutputStream().write(body);
    } catch (IOException e) {
      throw new AssertionError("the server ended the connection first", e);
    }
  }

  private String head(String method, String target, List<String> headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: ").append(host).append(':').append(port).append("\r\n");
    head.append("Connection: close\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    return head.toString();
  }

  private Answer exchange(String method, String target, String head, byte[] body) {
    Answer answer = exchange(head, body);
    witness.answered(method, target, answer);
    return answer;
  }

  private Answer exchange(String head, byte[] body) {
    try (Socket socket = sockets.createSocket(host, port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(ascii(head));
      write(out, body);
      return parse(socket.getInputStream());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + head.lines().findFirst().orElse(""), e);
    }
  }

  /** A server may answer, and close, before it has taken the whole body. */
  private static void write(OutputStream out, byte[] body) {
    try {
      out.write(body);
      out.flush();
    } catch (IOException e) {
      // What it answered can still be read; if it did not, reading fails.
      return;
    }
  }

  private static Answer parse(InputStream in) throws IOException {
    String all = withoutInterim(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no complete head of an answer: " + all);
    }
    List<String> lines = all.substring(0, end).lines().toList();
    Map<String, String> headers = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    String body = all.substring(end + HEADER_END);
    String plain = "chunked".equals(headers.get("transfer-encoding")) ? joined(body) : body;
    return new Answer(
        Integer.parseInt(lines.get(0).split(" ")[1]),
        headers,
        new String(plain.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  /** Without the answers that only say: go on. */
  private static String withoutInterim(String answers) {
    String rest = answers;
    while (rest.startsWith("HTTP/1.1 100 ") && rest.contains("\r\n\r\n")) {
      rest = rest.substring(rest.indexOf("\r\n\r\n") + HEADER_END);
    }
    return rest;
  }

  private static String joined(String chunks) {
    StringBuilder body = new StringBuilder();
    for (int at = 0; ; ) {
      int lineEnd = chunks.indexOf("\r\n", at);
      int length = Integer.parseInt(chunks.substring(at, lineEnd), 16);
      if (length == 0) {
        return body.toString();
      }
      body.append(chunks, lineEnd + 2, lineEnd + 2 + length);
      at = lineEnd + 2 + length + 2;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
