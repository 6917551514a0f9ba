package io.novakms.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A chain of its own: one anvil process on 127.0.0.1. {@link #stop} and {@link #restart} keep its
 * state; {@link #close}, and the end of this JVM, always end the process and remove its files.
 *
 * <p>The binary comes from the npm folder that the build fills; the system property {@code kms.npm}
 * names another one.
 */
public final class Anvil implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int STARTS = 3;

  private final Options options;
  private final int port;
  private final RpcClient rpc;
  private final Path directory;
  private final Thread onExit = new Thread(this::end, "anvil-end");
  private volatile Process process;

  private Anvil(Options options) throws IOException {
    this.options = options;
    this.port = options.port().orElseGet(FreePorts::next);
    this.rpc = new RpcClient(URI.create("http://127.0.0.1:" + port));
    this.directory = Files.createTempDirectory("anvil");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /**
   * How to start.
   *
   * @param port the port to listen on, else a free one
   * @param blockTime how often to make a block, in whole seconds; else one for each transaction
   * @param log where its output goes, else nowhere
   */
  public record Options(OptionalInt port, Optional<Duration> blockTime, Optional<Path> log) {
    /** A free port, a block for each transaction, no log. */
    public static final Options DEFAULT =
        new Options(OptionalInt.empty(), Optional.empty(), Optional.empty());

    /** The same, on {@code port}. */
    public Options onPort(int port) {
      return new Options(OptionalInt.of(port), blockTime, log);
    }

    /** The same, with a block every {@code blockTime}. */
    public Options withBlockTime(Duration blockTime) {
      return new Options(port, Optional.of(blockTime), log);
    }

    /** The same, with its output appended to {@code log}. */
    public Options withLog(Path log) {
      return new Options(port, blockTime, Optional.of(log));
    }
  }

  /** Starts with {@link Options#DEFAULT}; see {@link #start(Options)}. */
  public static Anvil start() {
    return start(Options.DEFAULT);
  }

  /**
   * Starts a chain and waits until it answers.
   *
   * @throws IllegalStateException where it doesn't, or where there is no anvil
   */
  public static Anvil start(Options options) {
    for (int start = 1; ; start++) {
      Anvil anvil = prepared(options);
      try {
        anvil.restart();
        return anvil;
      } catch (RuntimeException e) {
        boolean ended = anvil.process == null || !anvil.process.isAlive();
        anvil.close();
        // A program that knows nothing of reservations may have taken the port in this moment.
        if (!ended || options.port().isPresent() || start == STARTS) {
          throw e;
        }
      }
    }
  }

  private static Anvil prepared(Options options) {
    try {
      return new Anvil(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of its JSON-RPC. */
  public URI url() {
    return rpc.url();
  }

  /** The port it listens on, the same after a restart. */
  public int port() {
    return port;
  }

  /** The process, to be shown or watched. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Ends the process; the chain's state is kept, its pool of unmined transactions is not. */
  public synchronized void stop() {
    endProcess();
  }

  /** Starts again after {@link #stop}, on the same port, with the state it had. */
  public synchronized void restart() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("anvil runs already, on port " + port);
    }
    if (!FreePorts.isFree(port)) {
      // Whatever listens there would answer in its place.
      throw new IllegalStateException("port " + port + " is taken; choose another for anvil");
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
      builder.redirectOutput(
          options
              .log()
              .map(log -> ProcessBuilder.Redirect.appendTo(log.toFile()))
              .orElse(ProcessBuilder.Redirect.DISCARD));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OrphanGuard.ofThisJvm().add(process.toHandle());
    awaitAnswer();
  }

  /** Ends the process and removes its files. */
  @Override
  public synchronized void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook runs, too: ending twice does no harm.
    }
    end();
  }

  private void end() {
    endProcess();
    removeFiles();
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(binary().toString());
    command.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--state", directory.resolve("state.json").toString()));
    command.add("--no-request-size-limit");
    options
        .blockTime()
        .ifPresent(
            time -> command.addAll(List.of("--block-time", Long.toString(time.toSeconds()))));
    return command;
  }

  private static Path binary() {
    Path packages = Path.of(System.getProperty("kms.npm", "target/npm"));
    Path scope = packages.resolve("node_modules/@foundry-rs");
    try (Stream<Path> platforms = Files.list(scope)) {
      return platforms
          .flatMap(platform -> Stream.of("bin/anvil", "bin/anvil.exe").map(platform::resolve))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow();
    } catch (IOException | NoSuchElementException e) {
      throw new IllegalStateException(
          "there is no anvil under "
              + scope.toAbsolutePath()
              + "; 'mvn generate-test-resources' installs it",
          e);
    }
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "anvil does not answer on port " + port + "; start it by hand to see why");
      }
      try {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while anvil started", e);
      }
    }
  }

  private boolean answers() {
    try {
      rpc.call("eth_chainId");
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private void endProcess() {
    Process running = process;
    if (running == null) {
      return;
    }
    // Asked politely, it writes its state before it ends.
    running.destroy();
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    OrphanGuard.ofThisJvm().drop(running.toHandle());
  }

  private void removeFiles() {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
