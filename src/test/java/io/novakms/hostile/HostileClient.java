package io.novakms.hostile;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/** What one stranger can do to a server with a few connections, and next to no traffic. */
public final class HostileClient {
  private static final String HTTP_1 = "http/1.1";
  private static final String HTTP_2 = "h2";

  /** A route with a long answer that anyone may ask. */
  private static final String LONG = "/openapi.json";

  private static final int WHOLE_WINDOW = 65_535;

  private final URI server;
  private final SSLContext tls;
  private final String from;

  /**
   * A stranger to {@code server}, whose certificate {@code tls} trusts, at another address than the
   * app that is to be served meanwhile.
   */
  public HostileClient(URI server, SSLContext tls) {
    this(server, tls, "127.0.0.2");
  }

  /** The same at the address {@code from}, of this machine. */
  public HostileClient(URI server, SSLContext tls, String from) {
    this.server = server;
    this.tls = tls;
    this.from = from;
  }

  /** Heads of which a byte comes each second. */
  public Attack slowHeads(int connections) {
    return Attack.of(
        connections, () -> opened("GET /nonce HTTP/1.1\r\nHost: node\r\nX-A: "), c -> c.send("a"));
  }

  /** Bodies of which a byte comes each second, on {@code connections}. */
  public Attack slowBodies(int connections) {
    return Attack.of(
        connections, () -> opened(post("Content-Length: 100000") + "{"), c -> c.send(" "));
  }

  /** Bodies of unknown length, of which a chunk of one byte comes each second. */
  public Attack slowChunks(int connections) {
    return Attack.of(
        connections,
        () -> opened(post("Transfer-Encoding: chunked") + "1\r\n{\r\n"),
        c -> c.send("1\r\n \r\n"));
  }

  /** Bodies that are announced, and wait for a word that they may come. */
  public Attack expecting(int connections) {
    return Attack.of(
        connections,
        () -> opened(post("Content-Length: 100000\r\nExpect: 100-continue")),
        c -> c.send(" "));
  }

  /** Requests one behind the other, whose answers are never read. */
  public Attack unread(int connections, int pipelined) {
    return Attack.of(connections, () -> opened(get(LONG).repeat(pipelined)), c -> c.send(get("/")));
  }

  /** Answers of which a byte is read each second. */
  public Attack slowReading(int connections) {
    return Attack.of(
        connections,
        () -> opened(get(LONG).repeat(4)),
        c -> {
          if (c.in().read() < 0) {
            throw new IOException("the server has ended it");
          }
        });
  }

  /** Connections on which nothing is said. */
  public Attack idle(int connections) {
    return Attack.of(connections, () -> HostileConnection.silent(server, from), c -> {});
  }

  /** Requests of which half comes, and then the end of what is sent. */
  public Attack halfClosed(int connections) {
    return Attack.of(
        connections,
        () -> {
          HostileConnection c = opened(post("Content-Length: 100000") + "{");
          c.halfClose();
          return c;
        },
        c -> {});
  }

  /** Requests whose connection is reset at once, all of them again each second. */
  public Attack resets(int connections) {
    return Attack.of(
        connections,
        () -> {
          HostileConnection c = opened(get(LONG));
          c.reset();
          return c;
        },
        c -> c.send(get("/")));
  }

  /** Heads and bodies that can't be read, each on a connection of its own. */
  public Attack malformed() {
    List<String> requests =
        List.of(
            post("Content-Length: abc"),
            post("Content-Length: -5"),
            post("Content-Length: 5\r\nContent-Length: 6"),
            post("Transfer-Encoding: chunked") + "xyz\r\n",
            post("Transfer-Encoding: gzip"),
            post("Content-Type: a;;=/\r\nAccept: ///\r\nIf-Match: \u0001"),
            "GET / HTTP/1.1\r\nHost: a b\r\n\u0000: \u0001\r\n\r\n",
            "GET / HTTP/7.9\r\n\r\n",
            "\u0016\u0003\u0001 no TLS\r\n\r\n");
    AtomicInteger next = new AtomicInteger();
    return Attack.of(
        requests.size(),
        () -> flooding(requests.get(next.getAndIncrement() % requests.size())),
        c -> c.send("\r\n"));
  }

  /** Heads of a megabyte, in many headers. */
  public Attack headerFlood(int connections) {
    String head = get("/").substring(0, get("/").length() - 2) + "X-A: b\r\n".repeat(130_000);
    return Attack.of(connections, () -> flooding(head), c -> c.send("X-A: b\r\n"));
  }

  /** URLs of a megabyte. */
  public Attack urlFlood(int connections) {
    String head = get("/" + "a".repeat(1 << 20));
    return Attack.of(connections, () -> flooding(head), c -> c.send("a"));
  }

  /** Streams of HTTP/2 whose answers may not be sent: the window for them is 0. */
  public Attack windowZero(int connections, int streams) {
    return Attack.of(
        connections,
        () -> {
          HostileConnection c = http2(0);
          for (int stream : streams(streams)) {
            c.send(Http2Frames.get(stream, server.getAuthority(), LONG));
          }
          return c;
        },
        c -> {});
  }

  /** Streams of HTTP/2 with bodies of which a byte comes each second. */
  public Attack slowStreams(int connections, int streams) {
    return Attack.of(
        connections,
        () -> {
          HostileConnection c = http2(WHOLE_WINDOW);
          for (int stream : streams(streams)) {
            c.send(Http2Frames.post(stream, server.getAuthority(), "/kms/derive"));
          }
          return c;
        },
        c -> {
          for (int stream : streams(streams)) {
            c.send(Http2Frames.data(stream, new byte[] {' '}));
          }
        });
  }

  /** Streams of HTTP/2 that are reset as soon as they were opened. */
  public Attack resetStreams(int connections, int streams) {
    return Attack.of(
        connections,
        () -> {
          HostileConnection c = http2(WHOLE_WINDOW);
          for (int stream : streams(streams)) {
            c.send(Http2Frames.get(stream, server.getAuthority(), LONG));
            c.send(Http2Frames.reset(stream));
          }
          return c;
        },
        c -> {});
  }

  /**
   * Sends a request whose body ends by one of two headers at one place, and by the other at
   * another, with a further request behind it.
   *
   * @return how many answers came before the server ended the connection
   */
  public int answersToTwoLengths(String first, String second) {
    try (HostileConnection c = HostileConnection.open(server, from, tls, HTTP_1)) {
      c.send(post(first + "\r\n" + second) + "0\r\n\r\n" + get("/status"));
      String answers = new String(c.in().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answers.split("HTTP/1\\.1 ", -1).length - 1;
    } catch (IOException e) {
      throw new AssertionError("the server does not end the connection", e);
    }
  }

  /** Whether the server speaks HTTP/2 at all. */
  public boolean findsHttp2() {
    try (HostileConnection c = HostileConnection.open(server, from, tls, HTTP_2)) {
      return c.protocol().filter(HTTP_2::equals).isPresent();
    } catch (IOException e) {
      // A server may end a handshake in which it is offered nothing that it speaks.
      return false;
    }
  }

  private static int[] streams(int count) {
    return IntStream.range(0, count).map(i -> 2 * i + 1).toArray();
  }

  private HostileConnection opened(String first) throws IOException {
    HostileConnection connection = HostileConnection.open(server, from, tls, HTTP_1);
    connection.send(first);
    return connection;
  }

  /** As above; a server may end it while it is still sent to. */
  private HostileConnection flooding(String first) throws IOException {
    HostileConnection connection = HostileConnection.open(server, from, tls, HTTP_1);
    try {
      connection.send(first);
    } catch (IOException refused) {
      // That is what it should do; the next second it is tried again.
      connection.close();
    }
    return connection;
  }

  private HostileConnection http2(int window) throws IOException {
    HostileConnection connection = HostileConnection.open(server, from, tls, HTTP_2);
    connection.send(Http2Frames.preface(window));
    return connection;
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: node\r\n\r\n";
  }

  private static String post(String more) {
    return "POST /kms/derive HTTP/1.1\r\nHost: node\r\nContent-Type: application/json\r\n"
        + more
        + "\r\n\r\n";
  }
}
