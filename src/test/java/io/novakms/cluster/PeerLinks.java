package io.novakms.cluster;

import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodePlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways from each node of a local network to each other one; each can be cut. A cut way loses
 * what is sent on it and tells neither end, as a network that is split does; when it is whole
 * again, the connections that it had are reset, and nothing that was sent on them arrives.
 *
 * <p>For the process of the node with the number n, {@code localhost} is 127.0.n.1, where proxies
 * listen on the ports of all nodes. So nodes take these ways, and tests and the chain do not.
 */
final class PeerLinks implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;

  private final Path directory;
  private final List<Link> links = new ArrayList<>();

  /** Ways of nodes whose files are in {@code directory}. */
  PeerLinks(Path directory) {
    this.directory = directory;
  }

  /** The same plan, for a node that takes these ways; {@code number} is from 0 on. */
  NodePlan through(NodePlan plan, int number) {
    Path hosts = directory.resolve("hosts-" + number).toAbsolutePath();
    try {
      String own = InetAddress.getLocalHost().getHostName();
      Files.writeString(hosts, "%s localhost%n127.0.0.1 %s%n".formatted(address(number), own));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return plan.withJavaOptions("-Djdk.net.hosts.file=" + hosts);
  }

  /** Opens the ways between {@code nodes}, whose places in the list are their numbers. */
  void open(List<DevnetNode> nodes) {
    for (int from = 0; from < nodes.size(); from++) {
      for (int to = 0; to < nodes.size(); to++) {
        links.add(new Link(from, to, nodes.get(to).url().getPort()));
      }
    }
  }

  /** Cuts both ways between two nodes. */
  void cut(int one, int other) {
    links.stream().filter(link -> link.isBetween(one, other)).forEach(link -> link.cut(true));
  }

  /** Makes all ways whole again. */
  void heal() {
    links.forEach(link -> link.cut(false));
  }

  @Override
  public void close() {
    links.forEach(Link::close);
  }

  private static String address(int number) {
    return "127.0." + (number + 1) + ".1";
  }

  /** The way from one node to another: a listener, and what it forwards. */
  private static final class Link {
    private final int from;
    private final int to;
    private final int port;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean isCut;

    Link(int from, int to, int port) {
      this.from = from;
      this.to = to;
      this.port = port;
      try {
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(address(from), port));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      start(this::accept);
    }

    boolean isBetween(int one, int other) {
      return from == one && to == other || from == other && to == one;
    }

    synchronized void cut(boolean cut) {
      if (isCut && !cut) {
        open.forEach(this::end);
      }
      isCut = cut;
      notifyAll();
    }

    private synchronized void awaitWhole() throws InterruptedException {
      while (isCut) {
        wait();
      }
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          Socket client = listener.accept();
          open.add(client);
          start(() -> connect(client));
        } catch (IOException e) {
          // The test is over.
        }
      }
    }

    private void connect(Socket client) {
      try {
        awaitWhole();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(server);
        start(() -> forward(server, client));
        forward(client, server);
      } catch (IOException | InterruptedException e) {
        end(client);
      }
    }

    private void forward(Socket source, Socket target) {
      try {
        InputStream in = source.getInputStream();
        OutputStream out = target.getOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          awaitWhole();
          out.write(buffer, 0, read);
        }
        awaitWhole();
      } catch (IOException | InterruptedException e) {
        // One of the two ends closed it.
      }
      end(source);
      end(target);
    }

    private void end(Socket socket) {
      open.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void close() {
      try {
        listener.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      cut(false);
      open.forEach(this::end);
    }

    private void start(Runnable task) {
      Thread thread = new Thread(task, "link-" + from + "-" + to);
      thread.setDaemon(true);
      thread.start();
    }
  }
}
