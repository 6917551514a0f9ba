package io.novakms.bench;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.MasterSecret;
import io.novakms.devnet.CertificateAuthority;
import io.novakms.devnet.DevChain;
import io.novakms.devnet.DevChain.NewInstance;
import io.novakms.devnet.Directories;
import io.novakms.devnet.FreePorts;
import io.novakms.devnet.LocalChain;
import io.novakms.devnet.OrphanGuard;
import io.novakms.model.Hex;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeFactory;
import io.novakms.transport.CapsuleHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A chain that knows one node, and that node as an operator starts it: {@code java -jar} with the
 * files of {@code server-config/payara}, its keys in a file and its secret in its settings.
 */
final class StartupStage implements AutoCloseable {
  private static final Path FILES = Path.of("server-config", "payara").toAbsolutePath();
  private static final String ON_LOOPBACK =
      "set configs.config.server-config.network-config.network-listeners.network-listener"
          + ".https-listener.address=127.0.0.1\n";
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int OK = 200;

  private final Path directory;
  private final CertificateAuthority authority;
  private final LocalChain chain;
  private final HttpClient http;
  private final int port = FreePorts.next();

  /** Starts the chain, and registers the node, whose keys it makes. */
  StartupStage(Path directory) {
    this.directory = directory.toAbsolutePath();
    Directories.delete(this.directory);
    Directories.make(this.directory);
    authority = CertificateAuthority.create(file("ca.pem"));
    authority.issue(file("tls.p12"));
    http = HttpClient.newBuilder().sslContext(authority.trustingContext()).build();
    chain = LocalChain.start(file("anvil.log"));
    try {
      Files.writeString(
          file("preboot.asadmin"),
          Files.readString(FILES.resolve("micro-preboot.asadmin"))
                  .replace(".port=8081", ".port=" + FreePorts.next())
              + ON_LOOPBACK);
      register();
    } catch (IOException e) {
      chain.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      chain.close();
      throw e;
    }
  }

  /**
   * Starts the node once, waits for its first 200, and stops it.
   *
   * @param name of its log
   */
  Startup run(String name) {
    Path log = file(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.directory(directory.toFile());
    builder.environment().putAll(settings());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Instant start = Instant.now();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OrphanGuard.ofThisJvm().add(process.toHandle());
    try {
      awaitOpen(process, log);
      Instant open = Instant.now();
      Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
      return Startup.of(start, open, cpu, Files.readAllLines(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      stop(process);
    }
  }

  @Override
  public void close() {
    chain.close();
  }

  private void register() {
    Map<String, String> own = new HashMap<>(settings());
    Tee tee =
        TeeFactory.create(BenchConfig.with(own), CryptoProviders.available(), CapsuleHttp::new);
    DevChain contracts = chain.contracts();
    contracts.fund(tee.wallet(), DevChain.ONE_ETHER);
    contracts.registerInstance(
        contracts.kmsAppId(),
        DevChain.FIRST_VERSION,
        NewInstance.verified(tee.wallet(), "https://localhost:" + port, tee.publicKey().spki()));
    chain.mineEachSecond();
  }

  private Map<String, String> settings() {
    DevChain contracts = chain.contracts();
    return Map.of(
        "IN_ENCLAVE", "false",
        "KMS_KEYSTORE_FILE", file("node-keys.p12").toString(),
        "MASTER_SECRET_HEX", Hex.encode(Samples.bytes(MasterSecret.BYTES, 15)),
        "NODE_URL", contracts.rpc().url().toString(),
        "NOVA_APP_REGISTRY_ADDRESS", contracts.appRegistry().address().address(),
        "KMS_REGISTRY_ADDRESS", contracts.kmsRegistry().address().address(),
        "KMS_APP_ID", contracts.kmsAppId().toString());
  }

  private List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djavax.net.ssl.keyStore=" + file("tls.p12"),
        "-Djavax.net.ssl.keyStoreType=PKCS12",
        "-Djavax.net.ssl.keyStorePassword=" + CertificateAuthority.PASSWORD,
        "-jar",
        Path.of(System.getProperty("payara.micro.jar", "target/server/payara-micro.jar"))
            .toAbsolutePath()
            .toString(),
        "--prebootcommandfile",
        file("preboot.asadmin").toString(),
        "--postbootcommandfile",
        FILES.resolve("micro-postboot.asadmin").toString(),
        "--logproperties",
        FILES.resolve("micro-logging.properties").toString(),
        "--nohazelcast",
        "--disablephonehome",
        "--sslport",
        Integer.toString(port),
        "--sslcert",
        CertificateAuthority.ALIAS,
        "--contextroot",
        "/",
        "--deploy",
        Path.of(System.getProperty("kms.war", "target/nova-kms.war")).toAbsolutePath().toString());
  }

  private void awaitOpen(Process process, Path log) {
    long start = System.nanoTime();
    while (!isOpen()) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the node ended; its log: " + log);
      }
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("the node does not open; its log: " + log);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private boolean isOpen() {
    URI health = URI.create("https://localhost:" + port + "/health");
    HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(3)).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      // The port is still closed.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    OrphanGuard.ofThisJvm().drop(process.toHandle());
  }

  private Path file(String name) {
    return directory.resolve(name);
  }
}
