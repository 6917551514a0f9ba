package io.novakms.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * Payara Micro, unpacked once and then started many times from the same files, so that a node is up
 * in half the time: no node unpacks the server for itself, and all of them map one archive of
 * loaded classes (JEP 350). {@link PayaraMicroSetup} prepares it.
 *
 * <p>It is started as its own launcher starts it, but with a root directory for each node, which
 * the launcher doesn't allow.
 */
final class PayaraMicro {
  /** What every node's JVM needs to start fast and to stay small. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true");

  private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR");

  // Payara measures each request, too, unless it is told not to; as for operators, it is.
  private static final String SERVERS_METRICS =
      "configs.config.server-config.microprofile-metrics-configuration.enabled";

  private static final String LISTENERS =
      "configs.config.server-config.network-config.network-listeners.network-listener.";
  private static final String PROTOCOLS =
      "configs.config.server-config.network-config.protocols.protocol.";

  // Without it the server refuses a DELETE that has a body, before the application is asked.
  private static final String BODY_OF_DELETE = "allow-payload-for-undefined-http-methods";

  private static final String SECURE = "https-listener";
  private static final String PLAIN = "http-listener";

  private final Path home;
  private final Path launcher;
  private final Attributes manifest;

  /** The server that is unpacked in {@code home}. */
  PayaraMicro(Path home) {
    this.home = home;
    this.launcher = home.resolve("launch-micro.jar");
    try (JarFile jar = new JarFile(launcher.toFile())) {
      this.manifest = jar.getManifest().getMainAttributes();
    } catch (IOException e) {
      throw new UncheckedIOException(launcher + " is damaged; run 'mvn clean'", e);
    }
  }

  /** Where the archive of loaded classes is, or is to be. */
  Path archive() {
    return home.resolve("classes.jsa");
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
          "set %s%s.address=127.0.0.1%nset %s%s.enabled=false%nset %s%s.http.%s=true%nset %s=false%n"
              .formatted(
                  LISTENERS, on, LISTENERS, off, PROTOCOLS, on, BODY_OF_DELETE, SERVERS_METRICS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets the server forget what an earlier start deployed in {@code root}. It would deploy that
   * first, and serve it, and then take it away and deploy the same again: for a moment a node that
   * serves already answers 503.
   */
  void forgetApplication(Path root) {
    for (String part : List.of("applications", "generated", "config")) {
      Directories.delete(root.resolve(part));
    }
    Directories.copy(home.resolve("config"), root.resolve("config"));
  }

  /**
   * The process of one node, ready to be started. Of this JVM's environment it sees nothing but
   * what finds programs and files.
   *
   * @param root its directory, made by {@link #makeRoot}
   * @param war what it serves, at {@code /}
   * @param settings of the application: names and values of environment variables
   * @param options further ones of the JVM
   * @param arguments further ones of the server
   * @param log where all that it prints is appended
   */
  ProcessBuilder process(
      Path root,
      Path war,
      Map<String, String> settings,
      List<String> options,
      List<String> arguments,
      Path log) {
    ProcessBuilder builder = new ProcessBuilder(command(root, war, options, arguments));
    builder.environment().keySet().retainAll(PASSED_ON);
    builder.environment().putAll(settings);
    builder.directory(root.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder;
  }

  /** The {@code java} that runs this JVM. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private List<String> command(Path root, Path war, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(JVM_OPTIONS);
    for (String module : manifest.getValue("Add-Opens").trim().split("\\s+")) {
      command.addAll(List.of("--add-opens", module + "=ALL-UNNAMED"));
    }
    for (String module : manifest.getValue("Add-Exports").trim().split("\\s+")) {
      command.addAll(List.of("--add-exports", module + "=ALL-UNNAMED"));
    }
    command.add("-Dfish.payara.micro.BootJar=" + launcher.toUri());
    command.add("-Dfish.payara.micro.UnpackDir=" + home);
    if (Files.exists(archive())) {
      command.addAll(List.of("-XX:SharedArchiveFile=" + archive(), "-Xshare:auto"));
    }
    // Last, so that they win: a profiler may not bear an archive, for instance.
    command.addAll(options);
    command.addAll(List.of("-cp", launcher.toString(), manifest.getValue("Start-Class")));
    command.addAll(List.of("--rootdir", root.toString(), "--nohazelcast", "--disablephonehome"));
    command.addAll(List.of("--prebootcommandfile", beforeBoot(root).toString()));
    command.addAll(List.of("--contextroot", "/", "--deploy", war.toString()));
    command.addAll(arguments);
    return command;
  }

  private static Path beforeBoot(Path root) {
    return root.resolve("before-boot.txt");
  }
}
