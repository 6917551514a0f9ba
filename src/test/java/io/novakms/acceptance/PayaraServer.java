package io.novakms.acceptance;

import io.novakms.devnet.Directories;
import io.novakms.devnet.OrphanGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Payara Server with the administrator's tools: {@code domain1} of a fresh copy of the
 * distribution, set up by {@code server-config/payara/configure.sh}.
 */
final class PayaraServer implements ServerUnderTest {
  private static final Path SCRIPTS = Path.of("server-config", "payara").toAbsolutePath();
  private static final String ADMIN_PASSWORD = "acceptance-only";
  private static final Duration STEP = Duration.ofMinutes(10);
  private static final Duration ENDING = Duration.ofSeconds(120);

  // Quick to start, for a server that runs for a minute.
  private static final String JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto";

  private final ServerPlan plan;
  private final Path home;
  private final Path passwords;
  private final Path envFile;
  private final PayaraPorts ports = PayaraPorts.free();
  private Optional<ProcessHandle> process = Optional.empty();

  /** Installs it, and sets it up. */
  PayaraServer(ServerPlan plan) {
    this(plan, true);
  }

  /**
   * Installs it.
   *
   * @param configured whether it is set up then
   */
  PayaraServer(ServerPlan plan, boolean configured) {
    this.plan = plan;
    this.home = plan.file("payara6");
    this.passwords = plan.file("admin-password.txt");
    this.envFile = plan.file("server.env");
    Directories.copy(
        Path.of(System.getProperty("payara.server.home", "target/server/payara6")), home);
    try {
      Files.writeString(envFile, environmentFile());
      ports.write(config().resolve("domain.xml"));
      setAdminPassword();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (configured) {
      configure();
    }
  }

  /** Runs {@code configure.sh}. */
  void configure() {
    script("configure.sh", home.toString(), envFile.toString());
  }

  /** Runs {@code restore.sh}. */
  void restore() {
    script("restore.sh", home.toString());
  }

  /** Where the domain's configuration is. */
  Path config() {
    return domain().resolve("config");
  }

  @Override
  public void start() {
    asadmin("start-domain").with(plan.settings()).with(secrets()).run(STEP);
    process = processOfDomain();
    process.ifPresent(running -> OrphanGuard.ofThisJvm().add(running));
    deploy("--force=true");
  }

  @Override
  public void redeploy() {
    deploy("--force=true");
  }

  @Override
  public void stop() {
    asadmin("stop-domain", "--kill=false", "--timeout", Long.toString(ENDING.toSeconds()))
        .run(STEP);
    ended();
  }

  @Override
  public boolean isRunning() {
    return process.map(ProcessHandle::isAlive).orElse(false);
  }

  @Override
  public URI url() {
    return URI.create("https://localhost:" + ports.https());
  }

  @Override
  public URI healthUrl(String check) {
    return URI.create("http://127.0.0.1:" + ports.health() + "/health/" + check);
  }

  @Override
  public Optional<JmxAddress> jmx() {
    return Optional.of(PayaraLog.jmx(ports.jmx(), "admin", ADMIN_PASSWORD));
  }

  @Override
  public Path log() {
    return domain().resolve("logs/server.log");
  }

  @Override
  public List<String> complaints() {
    return PayaraLog.complaints(log());
  }

  @Override
  public List<String> auditLines() {
    try {
      return Files.readAllLines(plan.file("audit.log.0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of asadmin on the running server, and returns what it printed. */
  String manage(String... command) {
    return asadmin(command).run(STEP);
  }

  @Override
  public void close() {
    process = process.or(this::processOfDomain);
    process.ifPresent(ProcessHandle::destroyForcibly);
    ended();
  }

  private void deploy(String... options) {
    Stream<String> line =
        Stream.of(
                Stream.of("deploy", "--contextroot", "/", "--name", "nova-kms"),
                Stream.of(options),
                Stream.of(plan.war().toString()))
            .flatMap(part -> part);
    manage(line.toArray(String[]::new));
  }

  private Command asadmin(String... command) {
    Stream<String> line =
        Stream.concat(
            Stream.of(
                home.resolve("bin/asadmin").toString(),
                "--port",
                Integer.toString(ports.admin()),
                "--user",
                "admin",
                "--passwordfile",
                passwords.toString()),
            Stream.of(command));
    return Command.of(plan, line.toArray(String[]::new)).with(Map.of("JAVA_TOOL_OPTIONS", JVM));
  }

  private void script(String name, String... arguments) {
    Stream<String> line =
        Stream.concat(Stream.of("sh", SCRIPTS.resolve(name).toString()), Stream.of(arguments));
    Command.of(plan, line.toArray(String[]::new))
        .with(Map.of("AS_ADMIN_USER", "admin", "AS_ADMIN_PASSWORDFILE", passwords.toString()))
        .with(Map.of("JAVA_TOOL_OPTIONS", JVM))
        .run(STEP);
  }

  private void setAdminPassword() throws IOException {
    Files.writeString(passwords, "AS_ADMIN_PASSWORD=\nAS_ADMIN_NEWPASSWORD=" + ADMIN_PASSWORD);
    asadmin("change-admin-password", "--domain_name", "domain1").run(STEP);
    Files.writeString(passwords, "AS_ADMIN_PASSWORD=" + ADMIN_PASSWORD);
  }

  private String environmentFile() {
    return """
        HTTPS_ADDRESS=127.0.0.1
        HTTPS_PORT=%d
        HEALTH_PORT=%d
        TLS_KEYSTORE=%s
        TLS_ALIAS=%s
        TLS_KEYSTORE_PASSWORD=%s
        JAVA_MAX_HEAP=512m
        AUDIT_LOG=%s
        """
        .formatted(
            ports.https(),
            ports.health(),
            plan.tls().keyStore(),
            plan.tls().alias(),
            plan.tls().password(),
            plan.file("audit.log"));
  }

  private Map<String, String> secrets() {
    return Map.of("TLS_KEYSTORE_PASSWORD", plan.tls().password());
  }

  private Path domain() {
    return home.resolve("glassfish/domains/domain1");
  }

  private Optional<ProcessHandle> processOfDomain() {
    try {
      Path pid = config().resolve("pid");
      return Files.exists(pid)
          ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ended() {
    process.ifPresent(
        running -> {
          try {
            running.onExit().get(ENDING.toSeconds(), TimeUnit.SECONDS);
            OrphanGuard.ofThisJvm().drop(running);
          } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Payara Server does not end", e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
          }
        });
    process = Optional.empty();
  }
}
