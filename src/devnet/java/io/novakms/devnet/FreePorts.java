package io.novakms.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on 127.0.0.1 for servers that this JVM starts. Each port is reserved for this JVM until it
 * ends: no other JVM of this user gets the same one from here, so tests and local networks that run
 * side by side do not take each other's ports between the choice and the start of a server, nor
 * while a server is stopped and started again.
 *
 * <p>They lie below the range from which operating systems take the ports of outgoing connections.
 * A reservation is a lock on one byte of a file in the directory for temporary files; the operating
 * system drops it with the process, in whatever way that ends.
 */
public final class FreePorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 29_999;
  private static final int TRIES = 1_000;

  private FreePorts() {}

  /**
   * A port that is reserved for this JVM, and that no server listens on.
   *
   * @throws DevnetException where none is found
   */
  public static int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      if (reserve(port) && isFree(port)) {
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

  /** Whether no server listens on {@code port} of 127.0.0.1 now. */
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

  /** Reserves {@code port} for this JVM; false where it is reserved already, here or elsewhere. */
  static boolean reserve(int port) {
    try {
      return Reservations.FILE.tryLock(port, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock a byte of " + Reservations.path(), e);
    }
  }

  /** Opened once and never closed: a process that closes a file loses all its locks on it. */
  private static final class Reservations {
    private static final FileChannel FILE = open();

    private static Path path() {
      return Path.of(
          System.getProperty("java.io.tmpdir"),
          "nova-kms-ports-" + System.getProperty("user.name"));
    }

    private static FileChannel open() {
      try {
        return FileChannel.open(path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot open " + path(), e);
      }
    }
  }
}
