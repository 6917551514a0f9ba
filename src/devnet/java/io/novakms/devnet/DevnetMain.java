package io.novakms.devnet;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Brings up a local network, lets two apps play a {@link Scene} on it, and shows how it is, until
 * Ctrl-C: what {@code mvn -Pdevnet} runs.
 *
 * <p>System properties: {@code devnet.exit=true} ends it by itself, with status 0 after the scene,
 * and with 1 where a part of that failed, or the nodes don't serve in {@code devnet.timeout}
 * seconds (180); {@code devnet.scene=false} leaves the scene out; {@code devnet.nodes} is the
 * number of nodes (3); {@code devnet.directory} is where it writes ({@code target/devnet}).
 */
public final class DevnetMain {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration SPREADING = Duration.ofSeconds(60);
  private static final int APPS = 2;

  private final Settings settings;
  private final PrintStream out;
  private final long start = System.nanoTime();
  private volatile Devnet devnet;
  private volatile boolean ending;
  private Optional<Duration> allServedAfter = Optional.empty();

  DevnetMain(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * What the command line says.
   *
   * @param network what to start
   * @param nodes how many nodes
   * @param scene whether to play the scene once all of them serve
   * @param exit whether to end after that
   * @param timeout how long nodes may take until they serve
   */
  record Settings(
      Devnet.Options network, int nodes, boolean scene, boolean exit, Duration timeout) {
    static Settings of(Properties properties) {
      return new Settings(
          Devnet.Options.in(Path.of(properties.getProperty("devnet.directory", "target/devnet"))),
          number(properties, "devnet.nodes", 3, 20),
          Boolean.parseBoolean(properties.getProperty("devnet.scene", "true")),
          Boolean.parseBoolean(properties.getProperty("devnet.exit")),
          Duration.ofSeconds(number(properties, "devnet.timeout", 180, 86_400)));
    }

    private static int number(Properties properties, String name, int otherwise, int most) {
      String text = properties.getProperty(name, Integer.toString(otherwise));
      if (!text.matches("[1-9][0-9]{0,5}") || Integer.parseInt(text) > most) {
        throw new DevnetException(
            name + " is a whole number from 1 to " + most + ", not '" + text + "'");
      }
      return Integer.parseInt(text);
    }
  }

  /** Runs it; ends the JVM where the exit status is not 0. */
  public static void main(String[] args) {
    // Not System.out: Maven takes a terminal's control characters out of that.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, Charset.defaultCharset());
    Settings settings;
    try {
      settings = Settings.of(System.getProperties());
    } catch (DevnetException e) {
      out.println(e.getMessage());
      out.flush();
      System.exit(1);
      return;
    }
    DevnetMain main = new DevnetMain(settings, out);
    Runtime.getRuntime().addShutdownHook(new Thread(main::stop, "devnet-stop"));
    int status = main.run();
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Runs it, and returns the exit status: 0, or 1 after a message that says what was wrong. */
  int run() {
    say("Nova KMS devnet: a chain, its contracts, and " + settings.nodes() + " nodes");
    try {
      devnet = Devnet.start(settings.network(), this::say);
      addAll();
      explain();
      int status = watch();
      stop();
      return status;
    } catch (DevnetException | IllegalStateException | UncheckedIOException e) {
      if (!ending) {
        say("the devnet can't run: " + e.getMessage());
      }
      stop();
      return 1;
    }
  }

  private void addAll() {
    IntStream.rangeClosed(1, APPS).forEach(i -> devnet.addApp("app-" + i));
    say("starting " + settings.nodes() + " nodes");
    devnet.addNodes(
        IntStream.rangeClosed(1, settings.nodes())
            .mapToObj(i -> NodePlan.named("node-" + i))
            .toList());
  }

  private void explain() {
    String logs = shown(settings.network().directory().resolve("node-1").resolve("node.log"));
    out.println();
    out.println("  all addresses and keys   " + shown(devnet.file()));
    out.println("  chain (JSON-RPC)         " + devnet.chain().rpc().url());
    out.println("  logs                     " + logs.replace("node-1", "node-*"));
    out.println(
        "  try                      curl --cacert "
            + shown(devnet.certificateAuthority().file())
            + " "
            + devnet.nodes().get(0).url()
            + "/status");
    out.println("  stop everything          Ctrl-C");
    out.println();
  }

  /** As somebody would type it here. */
  private static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return (file.startsWith(here) ? here.relativize(file) : file).toString();
  }

  /** Shows the nodes until it is told to end, or may end by itself; returns the exit status. */
  private int watch() {
    Board board = newBoard();
    boolean toBePlayed = true;
    while (!ending) {
      List<NodeView> nodes = devnet.look();
      if (ending) {
        break;
      }
      board.show(nodes, summary(nodes));
      if (toBePlayed && nodes.stream().allMatch(NodeView::isServing)) {
        boolean good = !settings.scene() || play();
        if (settings.exit()) {
          return good ? 0 : 1;
        }
        toBePlayed = false;
        board = newBoard();
      } else if (settings.exit() && isHopeless(nodes)) {
        nodes.stream().filter(node -> !node.isServing()).forEach(this::blame);
        return 1;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return 0;
  }

  private String summary(List<NodeView> nodes) {
    long serving = nodes.stream().filter(NodeView::isServing).count();
    if (serving == nodes.size() && allServedAfter.isEmpty()) {
      allServedAfter = Optional.of(elapsed());
    }
    return serving
        + " of "
        + nodes.size()
        + " nodes serve"
        + allServedAfter
            .map(time -> ", for the first time " + time.toSeconds() + " s after the start")
            .orElse("");
  }

  private Board newBoard() {
    return Terminal.isWatched()
        ? new TableBoard(out, Terminal.isColourful())
        : new NewsBoard(this::say);
  }

  /** Plays the scene; false where it failed, once that is said. */
  private boolean play() {
    Devnet stage = devnet;
    if (stage == null) {
      return false;
    }
    out.println();
    try {
      new Scene(new DevnetStage(stage), SPREADING, settings.timeout(), this::say).play();
      say("the scene went as it should");
      return true;
    } catch (SceneException e) {
      if (!ending) {
        say("the scene did not go as it should: " + e.getMessage());
      }
      return false;
    } finally {
      out.println();
    }
  }

  private boolean isHopeless(List<NodeView> nodes) {
    return elapsed().compareTo(settings.timeout()) > 0
        || nodes.stream().anyMatch(node -> node.phase() == NodeView.Phase.ENDED);
  }

  private void blame(NodeView node) {
    Path log = settings.network().directory().resolve(node.name()).resolve("node.log");
    say(node.name() + " does not serve: " + node.essence() + "; its log: " + shown(log));
  }

  /** Stops everything, once; every process also has a hook of its own. */
  private synchronized void stop() {
    ending = true;
    Devnet running = devnet;
    if (running == null) {
      return;
    }
    devnet = null;
    say("stopping the nodes and the chain");
    running.close();
    say("stopped; nothing is left running");
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void say(String line) {
    double seconds = elapsed().toMillis() / 1000.0;
    out.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, line));
    out.flush();
  }
}
