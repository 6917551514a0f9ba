package io.novakms.acceptance;

import static org.awaitility.Awaitility.await;

import io.novakms.devnet.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Payara Micro as an operator starts it: {@code java -jar} with the files of {@code
 * server-config/payara}. It deploys nothing while it runs, so a new WAR is a new process.
 */
final class PayaraMicro implements ServerUnderTest {
  private static final Path FILES = Path.of("server-config", "payara").toAbsolutePath();
  private static final Duration READY = Duration.ofMinutes(10);
  private static final Duration ENDING = Duration.ofSeconds(120);
  private static final String JMX_USER = "operator";
  private static final String JMX_WATCHER = "watcher";
  private static final String JMX_PASSWORD = "acceptance-only";
  private static final String ON_LOOPBACK =
      "set configs.config.server-config.network-config.network-listeners.network-listener"
          + ".https-listener.address=127.0.0.1\n";

  private final ServerPlan plan;
  private final int port = FreePorts.next();
  private final int healthPort = FreePorts.next();
  private final int jmxPort = FreePorts.next();
  private Process process;
  private int starts;

  /** Installs it, which for Payara Micro is to write the files that it is started with. */
  PayaraMicro(ServerPlan plan) {
    this.plan = plan;
    try {
      Files.createDirectories(plan.file("root"));
      writeSecret("tls.properties", keyStore());
      writeSecret("jmx.password", passwords(JMX_USER, JMX_WATCHER));
      writeSecret("jmx.access", JMX_USER + " readwrite\n" + JMX_WATCHER + " readonly\n");
      String jmx = Files.readString(FILES.resolve("micro-jmx.properties"));
      Files.writeString(plan.file("jmx.properties"), jmx.replace("=8686", "=" + jmxPort));
      String preBoot = Files.readString(FILES.resolve("micro-preboot.asadmin"));
      Files.writeString(
          plan.file("preboot.asadmin"),
          preBoot.replace(".port=8081", ".port=" + healthPort) + ON_LOOPBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void start() {
    process = command().with(plan.settings()).start(log());
    starts++;
    await()
        .atMost(READY)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !isRunning() || timesReady() == starts);
    if (!isRunning()) {
      throw new IllegalStateException("Payara Micro ended at once; see " + log());
    }
  }

  @Override
  public void redeploy() {
    stop();
    start();
  }

  @Override
  public void stop() {
    process.destroy();
    if (!hasEnded()) {
      close();
      throw new IllegalStateException("Payara Micro does not end; see " + log());
    }
  }

  @Override
  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  @Override
  public URI url() {
    return URI.create("https://localhost:" + port);
  }

  @Override
  public URI healthUrl(String check) {
    return URI.create("http://127.0.0.1:" + healthPort + "/health/" + check);
  }

  @Override
  public Optional<JmxAddress> jmx() {
    return Optional.of(
        PayaraLog.jmx(jmxPort, JMX_USER, JMX_PASSWORD).watchedBy(JMX_WATCHER, JMX_PASSWORD));
  }

  @Override
  public Path log() {
    return plan.file("server.log");
  }

  @Override
  public List<String> complaints() {
    return PayaraLog.complaints(log());
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      hasEnded();
    }
  }

  private Command command() {
    List<String> line =
        List.of(
            plan.javaHome().resolve("bin/java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dcom.sun.management.config.file=" + plan.file("jmx.properties"),
            "-Djava.rmi.server.hostname=127.0.0.1",
            "-jar",
            Path.of(System.getProperty("payara.micro.jar", "target/server/payara-micro.jar"))
                .toAbsolutePath()
                .toString(),
            "--rootdir",
            plan.file("root").toString(),
            "--systemproperties",
            plan.file("tls.properties").toString(),
            "--prebootcommandfile",
            plan.file("preboot.asadmin").toString(),
            "--postbootcommandfile",
            FILES.resolve("micro-postboot.asadmin").toString(),
            "--logproperties",
            FILES.resolve("micro-logging.properties").toString(),
            "--nohazelcast",
            "--disablephonehome",
            "--sslport",
            Integer.toString(port),
            "--sslcert",
            plan.tls().alias(),
            "--contextroot",
            "/",
            "--deploy",
            plan.war().toString());
    return Command.of(plan, line.toArray(String[]::new));
  }

  private String keyStore() {
    return """
        javax.net.ssl.keyStore=%s
        javax.net.ssl.keyStoreType=PKCS12
        javax.net.ssl.keyStorePassword=%s
        """
        .formatted(plan.tls().keyStore(), plan.tls().password());
  }

  private static String passwords(String... users) {
    return Stream.of(users)
        .map(user -> user + " " + JMX_PASSWORD + "\n")
        .collect(Collectors.joining());
  }

  private void writeSecret(String name, String content) throws IOException {
    Path file = plan.file(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, content);
  }

  private long timesReady() throws IOException {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains("ready in ")).count();
    }
  }

  private boolean hasEnded() {
    try {
      return process.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
