package io.novakms.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A server on loopback that does with each connection what a test wants, HTTP or not. */
public final class RawServer implements AutoCloseable {
  /** What happens on one connection, after the request's head was read where there is one. */
  @FunctionalInterface
  public interface Script {
    /** Plays; an {@link IOException} means that the client went away. */
    void play(Socket connection) throws IOException;
  }

  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();

  private RawServer(Script script) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(() -> accept(script));
  }

  /** Plays {@code script} on each connection from the first byte on. */
  public static RawServer playing(Script script) {
    try {
      return new RawServer(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the head of a request on each connection, then plays {@code script}. */
  public static RawServer answering(Script script) {
    return playing(
        connection -> {
          readHead(connection.getInputStream());
          script.play(connection);
        });
  }

  /** Answers each request with these bytes, and then nothing more. */
  public static RawServer answering(String bytes) {
    return answering(
        connection -> {
          write(connection, bytes);
          awaitEnd(connection);
        });
  }

  /** Writes {@code bytes} as they are. */
  public static void write(Socket connection, String bytes) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Returns once the client has closed the connection. */
  public static void awaitEnd(Socket connection) throws IOException {
    InputStream in = connection.getInputStream();
    while (in.read() >= 0) {
      // What it still says does not matter.
    }
    throw new IOException("the client closed the connection");
  }

  /** Writes {@code piece} again and again until the client has gone away; counts the bytes. */
  public void writeForEver(Socket connection, String piece) throws IOException {
    byte[] bytes = piece.getBytes(StandardCharsets.ISO_8859_1);
    OutputStream out = connection.getOutputStream();
    while (true) {
      out.write(bytes);
      written.addAndGet(bytes.length);
    }
  }

  /** As above, some bytes a second only. */
  public static void dripForEver(Socket connection, String piece) throws IOException {
    connection.setSoTimeout(20);
    while (true) {
      write(connection, piece);
      try {
        if (connection.getInputStream().read() < 0) {
          throw new IOException("the client closed the connection");
        }
      } catch (SocketTimeoutException e) {
        // It is still there: the next piece.
        continue;
      }
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** How many connections came. */
  public int accepted() {
    return accepted.get();
  }

  /** On how many connections the client went away. */
  public int abandoned() {
    return abandoned.get();
  }

  /** How many bytes {@link #writeForEver} got rid of. */
  public long written() {
    return written.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      socket.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(Script script) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        accepted.incrementAndGet();
        open.add(connection);
        threads.execute(() -> play(script, connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void play(Script script, Socket connection) {
    try (connection) {
      script.play(connection);
    } catch (IOException e) {
      abandoned.incrementAndGet();
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int end = 0;
    while (end != 0x0d0a0d0a) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client closed the connection");
      }
      end = end << 8 | next;
    }
  }
}
