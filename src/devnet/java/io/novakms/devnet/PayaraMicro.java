package io.novakms.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * Payara Micro, unpacked once and then started many times from the same files, so that a node is up
 * in half the time: no node unpacks the server for itself, and all of them map one archive of
 * loaded classes (JEP 350).
 *
 * <p>It is started as its own launcher starts it, but with a root directory for each node, which
 * the launcher doesn't allow.
 */
final class PayaraMicro {
  /** What every node's JVM needs to start fast and to stay small. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true");

  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private final Path home;
  private final Path launcher;
  private final Path archive;
  private final Attributes manifest;

  private PayaraMicro(Path home) {
    this.home = home;
    this.launcher = home.resolve("launch-micro.jar");
    this.archive = home.resolve("classes.jsa");
    try (JarFile jar = new JarFile(launcher.toFile())) {
      this.manifest = jar.getManifest().getMainAttributes();
    } catch (IOException e) {
      throw new UncheckedIOException(launcher + " is damaged; run 'mvn clean'", e);
    }
  }

  /**
   * The server that the build put under {@code target/server}; the system property {@code
   * payara.micro.jar} names another jar. The first call after a clean build takes some seconds.
   *
   * @throws DevnetException where it isn't there, or doesn't run
   */
  static PayaraMicro prepared(Progress progress) {
    Path jar = Path.of(System.getProperty("payara.micro.jar", "target/server/payara-micro.jar"));
    if (!Files.isRegularFile(jar)) {
      throw new DevnetException(
          "there is no Payara Micro at "
              + jar.toAbsolutePath()
              + "; 'mvn process-test-resources' puts it there");
    }
    return prepared(jar.toAbsolutePath(), progress);
  }

  private static synchronized PayaraMicro prepared(Path jar, Progress progress) {
    Path home = jar.resolveSibling("payara-micro");
    if (!Files.exists(home.resolve("classes.jsa"))) {
      progress.say("unpacking the server (Payara Micro), so that nodes start faster; once only");
      // Whoever was interrupted here left half of it.
      Directories.delete(home);
      Directories.make(home);
      unpack(jar, home);
      new PayaraMicro(home).archiveClasses();
    }
    return new PayaraMicro(home);
  }

  /** A root directory for one node, with the server's default configuration. */
  void makeRoot(Path root) {
    Directories.make(root);
    for (String part : List.of("config", "docroot", "lib")) {
      if (!Files.exists(root.resolve(part))) {
        Directories.copy(home.resolve(part), root.resolve(part));
      }
    }
  }

  /**
   * The command that starts a node.
   *
   * @param root its directory, made by {@link #makeRoot}
   * @param properties further options of the JVM
   * @param arguments of the server
   */
  List<String> command(Path root, List<String> properties, List<String> arguments) {
    List<String> options = new ArrayList<>(properties);
    options.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto"));
    return java(root, options, arguments);
  }

  private static void unpack(Path jar, Path home) {
    run(
        home,
        List.of(
            javaBinary(),
            "-jar",
            jar.toString(),
            "--rootdir",
            home.toString(),
            "--outputlauncher"));
  }

  /** Starts the server once, without an application, and keeps the classes that it loaded. */
  private void archiveClasses() {
    Path root = Directories.make(home.resolve("warm-up"));
    makeRoot(root);
    Path unfinished = home.resolve("unfinished.jsa");
    run(
        home,
        java(
            root,
            List.of(
                "-XX:ArchiveClassesAtExit=" + unfinished, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"),
            List.of("--nohazelcast", "--disablephonehome", "--autobindhttp", "--warmup")));
    try {
      Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Payara Micro left no class archive in " + home, e);
    }
  }

  private List<String> java(Path root, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(javaBinary());
    command.addAll(JVM_OPTIONS);
    for (String module : manifest.getValue("Add-Opens").trim().split("\\s+")) {
      command.addAll(List.of("--add-opens", module + "=ALL-UNNAMED"));
    }
    for (String module : manifest.getValue("Add-Exports").trim().split("\\s+")) {
      command.addAll(List.of("--add-exports", module + "=ALL-UNNAMED"));
    }
    command.add("-Dfish.payara.micro.BootJar=" + launcher.toUri());
    command.add("-Dfish.payara.micro.UnpackDir=" + home);
    command.addAll(options);
    command.addAll(List.of("-cp", launcher.toString(), manifest.getValue("Start-Class")));
    command.addAll(List.of("--rootdir", root.toString()));
    command.addAll(arguments);
    return command;
  }

  private static String javaBinary() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void run(Path home, List<String> command) {
    Path log = home.resolve("preparation.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      OrphanGuard.ofThisJvm().add(process.toHandle());
      boolean ended = process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      OrphanGuard.ofThisJvm().drop(process.toHandle());
      if (process.exitValue() != 0) {
        throw new DevnetException("Payara Micro could not be prepared; see " + log);
      }
    } catch (IOException e) {
      throw new DevnetException("java could not be started: " + command.get(0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while Payara Micro was prepared", e);
    }
  }
}
