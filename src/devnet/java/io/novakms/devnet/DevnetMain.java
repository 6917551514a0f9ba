package io.novakms.devnet;

import io.novakms.model.Ticker;
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
 * seconds (180); {@code devnet.scene=disaster} plays the {@link DisasterScene} in its place, and
 * {@code devnet.scene=false} none; {@code devnet.nodes} is the number of nodes (3); {@code
 * devnet.directory} is where it writes ({@code target/devnet}).
 */
public final class DevnetMain {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration SPREADING = Duration.ofSeconds(60);
  private static final int APPS = 2;

  private final Settings settings;
  private final PrintStream out;
  private final Ticker ticker;
  private final long start;
  private volatile boolean interrupted;
  private Devnet devnet;
  private Custodians custodians;
  private Optional<Duration> allServedAfter = Optional.empty();

  DevnetMain(Settings settings, PrintStream out) {
    this(settings, out, System::nanoTime);
  }

  /** The same, by {@code ticker}'s time. */
  DevnetMain(Settings settings, PrintStream out, Ticker ticker) {
    this.settings = settings;
    this.out = out;
    this.ticker = ticker;
    this.start = ticker.nanos();
  }

  /**
   * What the command line says.
   *
   * @param network what to start
   * @param nodes how many nodes
   * @param scene what to play once all of them serve
   * @param exit whether to end after that
   * @param timeout how long nodes may take until they serve
   */
  record Settings(Devnet.Options network, int nodes, Play scene, boolean exit, Duration timeout) {
    /** A scene, or none. */
    enum Play {
      DAILY,
      DISASTER,
      NONE;

      static Play of(String text) {
        return switch (text) {
          case "true" -> DAILY;
          case "disaster" -> DISASTER;
          case "false" -> NONE;
          default ->
              throw new DevnetException(
                  "devnet.scene is true, false or disaster, not '" + text + "'");
        };
      }
    }

    static Settings of(Properties properties) {
      return new Settings(
          Devnet.Options.in(Path.of(properties.getProperty("devnet.directory", "target/devnet"))),
          number(properties, "devnet.nodes", 3, 20),
          Play.of(properties.getProperty("devnet.scene", "true")),
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
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, Charset.defaultCharset());
    int status = 1;
    try {
      DevnetMain main = new DevnetMain(Settings.of(System.getProperties()), out);
      Runtime.getRuntime().addShutdownHook(new Thread(main::interrupt, "devnet-stop"));
      status = main.run();
    } catch (DevnetException e) {
      out.println(e.getMessage());
    }
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Runs it, and returns the exit status: 0, or 1 after a message that says what was wrong. */
  int run() {
    say("Nova KMS devnet: a chain, its contracts, and " + settings.nodes() + " nodes");
    int status = 1;
    try {
      startAll();
      explain();
      status = watch();
    } catch (DevnetException | IllegalStateException | UncheckedIOException e) {
      awaitEndIfInterrupted();
      say("the devnet can't run: " + e.getMessage());
    }
    stop();
    return status;
  }

  private void startAll() {
    Devnet started = Devnet.start(settings.network(), this::say);
    synchronized (this) {
      devnet = started;
    }
    IntStream.rangeClosed(1, APPS).forEach(i -> started.addApp("app-" + i));
    say("starting " + settings.nodes() + " nodes");
    started.addNodes(plans(started));
  }

  private List<NodePlan> plans(Devnet started) {
    if (settings.scene() != Settings.Play.DISASTER) {
      return IntStream.rangeClosed(1, settings.nodes())
          .mapToObj(i -> NodePlan.named("node-" + i))
          .toList();
    }
    Path directory = settings.network().directory();
    custodians =
        new Custodians(
            directory.resolve("custodians"),
            started.certificateAuthority(),
            started.chain().rpc().url());
    return DevnetDisasterStage.plans(settings.nodes(), directory, custodians.makeKeys());
  }

  private synchronized void explain() {
    if (interrupted) {
      return;
    }
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
    String label = "  consoles, in a browser   ";
    for (DevnetNode node : devnet.nodes()) {
      out.println(label + node.consoleUrl() + "  " + node.name());
      label = " ".repeat(label.length());
    }
    out.println(
        label
            + "a browser warns of the certificate, unless it trusts "
            + shown(devnet.certificateAuthority().file()));
    out.println("  stop everything          Ctrl-C");
    out.println();
  }

  /** As a user would type it here. */
  private static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return (file.startsWith(here) ? here.relativize(file) : file).toString();
  }

  /** Shows the nodes, plays the scene, and shows the nodes again; returns the exit status. */
  private int watch() {
    Board before = newBoard();
    List<NodeView> nodes = look(before);
    while (!nodes.stream().allMatch(NodeView::isServing)) {
      if (settings.exit() && isHopeless(nodes)) {
        nodes.stream().filter(node -> !node.isServing()).forEach(this::blame);
        return 1;
      }
      nodes = look(before);
    }
    boolean good = settings.scene() == Settings.Play.NONE || play();
    if (settings.exit()) {
      return good ? 0 : 1;
    }
    Board after = newBoard();
    while (true) {
      look(after);
    }
  }

  /** Shows the nodes once, and waits a little. */
  private List<NodeView> look(Board board) {
    List<NodeView> nodes = List.of();
    synchronized (this) {
      if (!interrupted) {
        nodes = devnet.look();
        board.show(nodes, summary(nodes));
      }
    }
    LockSupport.parkNanos(LOOK_EVERY.toNanos());
    awaitEndIfInterrupted();
    return nodes;
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
    Devnet stage;
    synchronized (this) {
      stage = devnet;
    }
    awaitEndIfInterrupted();
    out.println();
    try {
      if (settings.scene() == Settings.Play.DISASTER) {
        DisasterStage disaster = new DevnetDisasterStage(stage, custodians);
        new DisasterScene(disaster, SPREADING, settings.timeout(), this::say).play();
      } else {
        new Scene(new DevnetStage(stage), SPREADING, settings.timeout(), this::say).play();
      }
      say("the scene went as it should");
      return true;
    } catch (SceneException e) {
      awaitEndIfInterrupted();
      say("the scene did not go as it should: " + e.getMessage());
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

  /** The JVM is told to end. Every process has a hook of its own; this one waits for all. */
  private void interrupt() {
    interrupted = true;
    stop();
  }

  private synchronized void stop() {
    if (devnet != null) {
      if (interrupted) {
        // The terminal has just shown ^C.
        out.println();
      }
      say("stopping the nodes and the chain");
      devnet.close();
      devnet = null;
      say("stopped; nothing is left running");
    }
  }

  /** What follows an interruption is no news; and Maven, returned to, would report a success. */
  private void awaitEndIfInterrupted() {
    while (interrupted) {
      LockSupport.park();
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(ticker.nanos() - start);
  }

  private void say(String line) {
    double seconds = elapsed().toMillis() / 1000.0;
    out.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, line));
  }
}
