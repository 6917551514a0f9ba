package io.novakms.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final String LISTENERS =
      "configs.config.server-config.network-config.network-listeners.network-listener.";
  private static final String SECURE = "https-listener";
  private static final String PLAIN = "http-listener";

  // Enough for the application to start with; nobody listens on the discard port.
  private static final Map<String, String> NOWHERE =
      Map.of(
          "NOVA_APP_REGISTRY_ADDRESS", "0x0000000000000000000000000000000000000001",
          "KMS_REGISTRY_ADDRESS", "0x0000000000000000000000000000000000000002",
          "KMS_APP_ID", "1",
          "NODE_URL", "http://127.0.0.1:9",
          "CAPSULE_API_URL", "http://127.0.0.1:9");

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
  static PayaraMicro prepared(Path war, Progress progress) {
    Path jar = Path.of(System.getProperty("payara.micro.jar", "target/server/payara-micro.jar"));
    if (!Files.isRegularFile(jar)) {
      throw new DevnetException(
          "there is no Payara Micro at "
              + jar.toAbsolutePath()
              + "; 'mvn process-test-resources' puts it there");
    }
    return prepared(jar.toAbsolutePath(), war, progress);
  }

  private static synchronized PayaraMicro prepared(Path jar, Path war, Progress progress) {
    // An archive of classes is for one build of Java only.
    String java = Runtime.version().toString().replaceAll("[^0-9.]", "-");
    Path home = jar.resolveSibling("payara-micro-java-" + java);
    if (!Files.exists(home.resolve("classes.jsa"))) {
      progress.say("unpacking and warming up the server (Payara Micro): once after each clean");
      // Whoever was interrupted here left half of it.
      Directories.delete(home);
      Directories.make(home);
      unpack(jar, home);
      new PayaraMicro(home).archiveClasses(war);
    }
    return new PayaraMicro(home);
  }

  /**
   * A root directory for one node, with the server's default configuration, but one listener only,
   * on 127.0.0.1.
   *
   * @param tls whether that is the one for HTTPS
   */
  void makeRoot(Path root, boolean tls) {
    Directories.make(root);
    for (String part : List.of("config", "docroot", "lib")) {
      if (!Files.exists(root.resolve(part))) {
        Directories.copy(home.resolve(part), root.resolve(part));
      }
    }
    String on = tls ? SECURE : PLAIN;
    String off = tls ? PLAIN : SECURE;
    try {
      Files.writeString(
          beforeBoot(root),
          "set %s%s.address=127.0.0.1%nset %s%s.enabled=false%n"
              .formatted(LISTENERS, on, LISTENERS, off));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The command that starts a node.
   *
   * @param root its directory, made by {@link #makeRoot}
   * @param war what it serves, at {@code /}
   * @param options further ones of the JVM
   * @param arguments further ones of the server
   */
  List<String> command(Path root, Path war, List<String> options, List<String> arguments) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto"));
    return java(root, war, all, arguments);
  }

  private static Path beforeBoot(Path root) {
    return root.resolve("before-boot.txt");
  }

  private static void unpack(Path jar, Path home) {
    run(
        home,
        Map.of(),
        List.of(
            javaBinary(),
            "-jar",
            jar.toString(),
            "--rootdir",
            home.toString(),
            "--outputlauncher"));
  }

  /** Starts the application once, cut off from everything, and keeps the server's classes. */
  private void archiveClasses(Path war) {
    Path root = home.resolve("warm-up");
    makeRoot(root, true);
    Path unfinished = home.resolve("unfinished.jsa");
    run(
        home,
        NOWHERE,
        java(
            root,
            war,
            List.of(
                "-XX:ArchiveClassesAtExit=" + unfinished, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"),
            List.of("--sslport", Integer.toString(FreePorts.next()), "--warmup")));
    try {
      Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Payara Micro left no class archive in " + home, e);
    }
  }

  private List<String> java(Path root, Path war, List<String> options, List<String> arguments) {
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
    command.addAll(List.of("--rootdir", root.toString(), "--nohazelcast", "--disablephonehome"));
    command.addAll(List.of("--prebootcommandfile", beforeBoot(root).toString()));
    command.addAll(List.of("--contextroot", "/", "--deploy", war.toString()));
    command.addAll(arguments);
    return command;
  }

  private static String javaBinary() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void run(Path home, Map<String, String> settings, List<String> command) {
    Path log = home.resolve("preparation.log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(settings);
      Process process = builder.start();
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
