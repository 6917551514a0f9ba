package io.novakms.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * One node: a Payara Micro process that serves the WAR at {@code https://localhost:PORT/}, or
 * without TLS where that is asked for, and listens on 127.0.0.1 only. It can be stopped, killed and
 * started again; the end of this JVM, in whatever way, ends it, too.
 *
 * <p>Of this JVM's environment it sees nothing but what finds programs and files; its settings are
 * those that it is given.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  // The server's own format puts 200 characters, in colour, before each message. And the server
  // prints whichever authority in Java's list has expired.
  private static final String LOGGING =
      """
      handlers=java.util.logging.ConsoleHandler
      java.util.logging.ConsoleHandler.level=FINE
      java.util.logging.ConsoleHandler.formatter=java.util.logging.SimpleFormatter
      java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$-7s [%3$s] %5$s%6$s%n
      .level=INFO
      fish.payara.boot.runtime.BootCommand.level=WARNING
      javax.enterprise.system.security.ssl.level=SEVERE
      """;

  private final PayaraMicro server;
  private final Launch launch;
  private final Thread onExit;
  private Process process;

  /**
   * Prepares a node's directory. Nothing runs yet.
   *
   * @param authority whose certificate it shows
   */
  NodeProcess(PayaraMicro server, CertificateAuthority authority, Launch launch) {
    this.server = server;
    this.launch = launch;
    this.onExit = new Thread(this::kill, launch.name() + "-end");
    server.makeRoot(launch.directory(), launch.tls());
    authority.issue(file("tls.p12"));
    try {
      Files.writeString(file("logging.properties"), LOGGING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /**
   * What to start.
   *
   * @param name what it is called, in messages
   * @param directory its own: configuration, key store and log
   * @param war the application
   * @param port of 127.0.0.1
   * @param tls whether it listens for HTTPS there, or for HTTP
   * @param javaOptions of the JVM, which win over those that every node gets
   * @param settings of the application: names and values of environment variables
   */
  record Launch(
      String name,
      Path directory,
      Path war,
      int port,
      boolean tls,
      List<String> javaOptions,
      Map<String, String> settings) {
    Launch {
      javaOptions = List.copyOf(javaOptions);
      settings = Map.copyOf(settings);
    }
  }

  /** What the node is called. */
  public String name() {
    return launch.name();
  }

  /** Where it serves: scheme, {@code localhost} and port, without a slash at the end. */
  public URI url() {
    return URI.create((launch.tls() ? "https" : "http") + "://localhost:" + launch.port());
  }

  /** Everything that it printed, over all its starts. */
  public Path log() {
    return file("node.log");
  }

  /** The number of the process that runs, or ran last. */
  public synchronized long pid() {
    return process.pid();
  }

  /** How the process ended; empty while it runs. */
  public synchronized OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Starts the process; returns before it listens. Does nothing where it runs. */
  public synchronized void start() {
    if (process != null && process.isAlive()) {
      return;
    }
    try {
      server.forgetApplication(launch.directory());
      process = prepared().start();
    } catch (IOException e) {
      throw new DevnetException("java could not be started: " + PayaraMicro.java(), e);
    }
    OrphanGuard.ofThisJvm().add(process.toHandle());
  }

  /** Asks the process to end, and waits; kills it where it takes too long. */
  public synchronized void stop() {
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    awaitEnd();
  }

  /** Kills the process, as {@code kill -9} does: it can't say goodbye. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      awaitEnd();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The JVM is ending, and runs the hook: killing what has ended does no harm.
    }
  }

  private void awaitEnd() {
    process.onExit().join();
    OrphanGuard.ofThisJvm().drop(process.toHandle());
  }

  private Path file(String name) {
    return launch.directory().resolve(name);
  }

  private ProcessBuilder prepared() {
    List<String> options = new ArrayList<>(launch.javaOptions());
    options.add("-Djavax.net.ssl.keyStore=" + file("tls.p12"));
    options.add("-Djavax.net.ssl.keyStoreType=PKCS12");
    options.add("-Djavax.net.ssl.keyStorePassword=" + CertificateAuthority.PASSWORD);
    List<String> arguments =
        List.of(
            launch.tls() ? "--sslport" : "--port",
            Integer.toString(launch.port()),
            "--sslcert",
            CertificateAuthority.ALIAS,
            "--logproperties",
            file("logging.properties").toString());
    return server.process(
        launch.directory(), launch.war(), launch.settings(), options, arguments, log());
  }
}
