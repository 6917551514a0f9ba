package io.novakms.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on 127.0.0.1 that nobody listens on. They lie below the range from which operating systems
 * take the ports of outgoing connections, so that a server that is stopped and started again finds
 * its port still free.
 */
public final class FreePorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 29_999;
  private static final int TRIES = 1_000;

  private FreePorts() {}

  /**
   * A port that was free a moment ago.
   *
   * @throws DevnetException where none is found
   */
  public static int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw new DevnetException(
        "found no free port between "
            + LOWEST
            + " and "
            + HIGHEST
            + " on 127.0.0.1; stop some of the servers that run there");
  }

  /** Whether nobody listens on {@code port} of 127.0.0.1 now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do: a port whose last connection has only just closed counts as free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
