package io.novakms.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One connection whose every byte, and whose every byte that is missing, the test decides on. */
final class HostileConnection implements AutoCloseable {
  private static final int PATIENCE_MS = 60_000;

  /** So that a server can't leave an answer with this machine's kernel. */
  private static final int RECEIVED_AT_ONCE = 4096;

  private final Socket tcp;
  private final Socket socket;

  private HostileConnection(Socket tcp, Socket socket) {
    this.tcp = tcp;
    this.socket = socket;
  }

  /** A connection from an address on which nothing was said, not even of TLS. */
  static HostileConnection silent(URI server, String from) throws IOException {
    Socket tcp = connected(server, from);
    return new HostileConnection(tcp, tcp);
  }

  /**
   * A connection with TLS, where {@code server} has it.
   *
   * @param from the client's address
   * @param protocol what to agree on, such as {@code h2}
   */
  static HostileConnection open(URI server, String from, SSLContext tls, String protocol)
      throws IOException {
    Socket tcp = connected(server, from);
    if (!"https".equals(server.getScheme())) {
      return new HostileConnection(tcp, tcp);
    }
    SSLSocket secure =
        (SSLSocket)
            tls.getSocketFactory().createSocket(tcp, server.getHost(), server.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return new HostileConnection(tcp, secure);
  }

  private static Socket connected(URI server, String from) throws IOException {
    Socket tcp = new Socket();
    tcp.setReceiveBufferSize(RECEIVED_AT_ONCE);
    tcp.setTcpNoDelay(true);
    tcp.setSoTimeout(PATIENCE_MS);
    InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
    if (address.getAddress() instanceof Inet4Address) {
      tcp.bind(new InetSocketAddress(from, 0));
    }
    tcp.connect(address, PATIENCE_MS);
    return tcp;
  }

  /** The protocol that the server agreed on, if it did. */
  Optional<String> protocol() {
    return socket instanceof SSLSocket secure
        ? Optional.of(secure.getApplicationProtocol()).filter(name -> !name.isEmpty())
        : Optional.empty();
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.US_ASCII));
  }

  void send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** What the server says; blocks until it does. */
  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** Says that nothing more will be sent, and stays. */
  void halfClose() throws IOException {
    tcp.shutdownOutput();
  }

  /** Ends it by a reset, with whatever is on its way. */
  void reset() throws IOException {
    tcp.setSoLinger(true, 0);
    tcp.close();
  }

  @Override
  public void close() {
    try {
      reset();
    } catch (IOException e) {
      // It has ended, which is all that is wanted.
      return;
    }
  }
}
