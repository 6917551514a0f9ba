package io.novakms.acceptance;

import static org.awaitility.Awaitility.await;

import io.novakms.devnet.Directories;
import io.novakms.devnet.FreePorts;
import io.novakms.devnet.OrphanGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.remote.JMXServiceURL;

/**
 * WildFly with the administrator's tools: a fresh copy of the distribution, set up by {@code
 * server-config/wildfly/configure.sh}, and run by {@code bin/standalone.sh}.
 */
final class WildFly implements ServerUnderTest {
  private static final Path SCRIPTS = Path.of("server-config", "wildfly").toAbsolutePath();
  private static final String USER = "operator";
  private static final String PASSWORD = "acceptance-only";
  private static final Duration STEP = Duration.ofMinutes(10);
  private static final Duration ENDING = Duration.ofSeconds(120);
  private static final Pattern STARTED = Pattern.compile("WFLYSRV002[56]");
  private static final Pattern COMPLAINT =
      Pattern.compile("(WARN|ERROR|FATAL) +\\[io\\.novakms\\b");

  // Quick to start, for a server that runs for a minute.
  private static final String JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto";

  private static final String FROM_ELSEWHERE =
      """
      <configuration>
        <authentication-client xmlns="urn:elytron:client:1.7">
          <authentication-rules>
            <rule use-configuration="from-elsewhere"/>
          </authentication-rules>
          <authentication-configurations>
            <configuration name="from-elsewhere">
              <sasl-mechanism-selector selector="DIGEST-MD5"/>
            </configuration>
          </authentication-configurations>
        </authentication-client>
      </configuration>
      """;

  private final ServerPlan plan;
  private final Path home;
  private final Path envFile;
  private final int port = FreePorts.next();
  private final int managementPort = FreePorts.next();
  private Optional<Process> script = Optional.empty();
  private Optional<ProcessHandle> server = Optional.empty();
  private int starts;
  private boolean deployed;

  /** Installs it, sets it up, and adds an operator. */
  WildFly(ServerPlan plan) {
    this(plan, true);
  }

  /**
   * Installs it.
   *
   * @param configured whether it is set up then, and has an operator
   */
  WildFly(ServerPlan plan, boolean configured) {
    this.plan = plan;
    this.home = plan.file("wildfly");
    this.envFile = plan.file("server.env");
    Directories.copy(
        Path.of(System.getProperty("wildfly.home", "target/server/wildfly-39.0.1.Final")), home);
    if (configured) {
      configure(Map.of());
      tool("add-user.sh", "--user", USER, "--password", PASSWORD, "--silent").run(STEP);
    }
  }

  /**
   * Runs {@code configure.sh}.
   *
   * @param others values that are to differ from those of the plan
   */
  void configure(Map<String, String> others) {
    writeEnvironment(others);
    setUp("configure.sh", home.toString(), envFile.toString());
  }

  /** Runs {@code restore.sh}. */
  void restore() {
    setUp("restore.sh", home.toString());
  }

  /** Where the server is. */
  Path home() {
    return home;
  }

  @Override
  public void start() {
    Path pidFile = plan.file("wildfly.pid");
    Process started =
        tool("standalone.sh")
            .with(plan.settings())
            .with(
                Map.of(
                    "TLS_KEYSTORE_PASSWORD",
                    plan.tls().password(),
                    "PREPEND_JAVA_OPTS",
                    JVM + " -Dorg.jboss.logmanager.nocolor=true",
                    "LAUNCH_JBOSS_IN_BACKGROUND",
                    "true",
                    "JBOSS_PIDFILE",
                    pidFile.toString()))
            .start(log());
    script = Optional.of(started);
    starts++;
    await().atMost(STEP).until(() -> !started.isAlive() || processIn(pidFile).isPresent());
    server = processIn(pidFile);
    server.ifPresent(running -> OrphanGuard.ofThisJvm().add(running));
    await().atMost(STEP).until(() -> !isRunning() || timesStarted() == starts);
    if (!isRunning()) {
      throw new IllegalStateException("WildFly ended at once; see " + log());
    }
    if (!deployed) {
      redeploy();
    }
  }

  @Override
  public void redeploy() {
    manage("deploy --force " + plan.war());
    deployed = true;
  }

  @Override
  public void stop() {
    manage("shutdown");
    ended();
  }

  @Override
  public boolean isRunning() {
    return server.map(ProcessHandle::isAlive).orElse(false);
  }

  @Override
  public URI url() {
    return URI.create("https://localhost:" + port);
  }

  @Override
  public URI healthUrl(String check) {
    return URI.create("http://127.0.0.1:" + managementPort + "/health/" + check);
  }

  @Override
  public Optional<JmxAddress> jmx() {
    try {
      String url = "service:jmx:remote+http://127.0.0.1:" + managementPort;
      return Optional.of(
          new JmxAddress(new JMXServiceURL(url), USER, PASSWORD)
              .reachedWith(client())
              .tellingNoUser());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What it prints. That is all of its log, which in its own directory is another file each day.
   */
  @Override
  public Path log() {
    return plan.file("server.log");
  }

  @Override
  public List<String> complaints() {
    return logged(COMPLAINT);
  }

  @Override
  public List<String> auditLines() {
    try {
      return Files.readAllLines(plan.file("audit.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of jboss-cli on the running server, and returns what it printed. */
  String manage(String command) {
    return tool(
            "jboss-cli.sh",
            "--connect",
            "--controller=127.0.0.1:" + managementPort,
            "--command=" + command)
        .with(Map.of("JAVA_OPTS", JVM))
        .run(STEP);
  }

  @Override
  public void close() {
    server.ifPresent(ProcessHandle::destroyForcibly);
    script.ifPresent(Process::destroyForcibly);
    ended();
  }

  private Command tool(String name, String... arguments) {
    Stream<String> line =
        Stream.concat(
            Stream.of("sh", home.resolve("bin").resolve(name).toString()), Stream.of(arguments));
    return Command.of(plan, line.toArray(String[]::new)).with(Map.of("NOPAUSE", "true"));
  }

  private void setUp(String name, String... arguments) {
    Stream<String> line =
        Stream.concat(Stream.of("sh", SCRIPTS.resolve(name).toString()), Stream.of(arguments));
    Command.of(plan, line.toArray(String[]::new)).with(Map.of("JAVA_OPTS", JVM)).run(STEP);
  }

  private void writeEnvironment(Map<String, String> others) {
    Map<String, String> values = new TreeMap<>(environment());
    values.putAll(others);
    StringBuilder lines = new StringBuilder();
    values.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    try {
      Files.writeString(envFile, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> environment() {
    return Map.of(
        "HTTPS_ADDRESS", "127.0.0.1",
        "HTTPS_PORT", Integer.toString(port),
        "MANAGEMENT_PORT", Integer.toString(managementPort),
        "TLS_KEYSTORE", plan.tls().keyStore().toString(),
        "TLS_ALIAS", plan.tls().alias(),
        "TLS_KEYSTORE_PASSWORD", plan.tls().password(),
        "JAVA_MAX_HEAP", "512m",
        "AUDIT_LOG", plan.file("audit.log").toString());
  }

  /**
   * WildFly's library for clients, as on another machine. On this one a client would prove, by a
   * file, that it is run by the server's own user, and be let in without a password.
   */
  private Path client() throws IOException {
    Path jar = plan.file("client.jar");
    if (!Files.exists(jar)) {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest
          .getMainAttributes()
          .put(Attributes.Name.CLASS_PATH, "wildfly/bin/client/jboss-cli-client.jar");
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
        out.putNextEntry(new JarEntry("META-INF/wildfly-config.xml"));
        out.write(FROM_ELSEWHERE.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private long timesStarted() {
    return logged(STARTED).size();
  }

  private List<String> logged(Pattern pattern) {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> pattern.matcher(line).find()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process whose number the script wrote; empty until it has. */
  private static Optional<ProcessHandle> processIn(Path pidFile) {
    try {
      String pid = Files.exists(pidFile) ? Files.readString(pidFile).strip() : "";
      return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ended() {
    server.ifPresent(
        running -> {
          awaitEnd(running);
          OrphanGuard.ofThisJvm().drop(running);
        });
    script.map(Process::toHandle).ifPresent(WildFly::awaitEnd);
    server = Optional.empty();
    script = Optional.empty();
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(ENDING.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("WildFly does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
