package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.StrictJson;
import io.novakms.devnet.CapsuleEmulator;
import io.novakms.devnet.CapsuleIdentity;
import io.novakms.devnet.CertificateAuthority;
import io.novakms.devnet.DevChain;
import io.novakms.devnet.Directories;
import io.novakms.devnet.LocalChain;
import io.novakms.http.LiveAnswers;
import io.novakms.model.AppId;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.TeeKeys;
import io.novakms.testing.CapsuleRuntimeClient;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A cluster of one node: a chain with the contracts, the node's TEE, and the server under test with
 * the WAR as it was built. The node is not registered until {@link #register}.
 */
public final class SingleNode implements AutoCloseable {
  /** Complaints in a node's log that are right where it is the only one. */
  private static final List<String> EXPECTED =
      List.of("this node made the master secret and is the only one that has it");

  /** A complaint in a node's log that says that something is wrong. */
  public static final Predicate<String> UNEXPECTED =
      complaint -> EXPECTED.stream().noneMatch(complaint::contains);

  /** How long a server on a busy machine may take for what is a matter of a few ticks. */
  public static final Duration SOON = Duration.ofMinutes(3);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CALL = Duration.ofSeconds(60);

  private final Path directory;
  private final CertificateAuthority authority;
  private final LocalChain chain;
  private final CapsuleEmulator capsule;
  private final ServerUnderTest server;
  private final HttpClient http;
  private LiveAnswers answers;

  private SingleNode(
      Path directory,
      CertificateAuthority authority,
      LocalChain chain,
      CapsuleEmulator capsule,
      ServerUnderTest server) {
    this.directory = directory;
    this.authority = authority;
    this.chain = chain;
    this.capsule = capsule;
    this.server = server;
    this.http =
        HttpClient.newBuilder()
            .sslContext(authority.trustingContext())
            .connectTimeout(CALL)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /**
   * Starts the chain and the TEE, and installs the server, which does not run yet.
   *
   * @param name of its directory under {@code target/acceptance}, where logs stay for reading
   * @param javaHome the JDK that runs the server
   * @param driver makes the server
   */
  public static SingleNode prepare(
      String name, Path javaHome, Function<ServerPlan, ServerUnderTest> driver) {
    return prepare(name, javaHome, driver, Map.of());
  }

  /**
   * As above.
   *
   * @param others what the server gets in its environment beside, or in place of, the usual
   *     settings
   */
  static SingleNode prepare(
      String name,
      Path javaHome,
      Function<ServerPlan, ServerUnderTest> driver,
      Map<String, String> others) {
    Path directory = Path.of("target", "acceptance", name).toAbsolutePath();
    Directories.delete(directory);
    Directories.make(directory);
    CertificateAuthority authority = CertificateAuthority.create(directory.resolve("ca.pem"));
    Path keyStore = directory.resolve("tls.p12");
    authority.issue(keyStore);
    LocalChain chain = LocalChain.start(directory.resolve("anvil.log"));
    CapsuleEmulator capsule = newTee();
    ServerPlan plan =
        new ServerPlan(
            javaHome,
            Directories.make(directory.resolve("server")),
            Path.of(System.getProperty("kms.war", "target/nova-kms.war")).toAbsolutePath(),
            new ServerPlan.Tls(keyStore, CertificateAuthority.PASSWORD, CertificateAuthority.ALIAS),
            settings(chain.contracts(), capsule, authority, others));
    try {
      SingleNode node = new SingleNode(directory, authority, chain, capsule, driver.apply(plan));
      chain.contracts().fund(node.wallet(), DevChain.ONE_ETHER);
      chain.mineEachSecond();
      return node;
    } catch (RuntimeException e) {
      capsule.close();
      chain.close();
      throw e;
    }
  }

  private static Map<String, String> settings(
      DevChain chain,
      CapsuleEmulator capsule,
      CertificateAuthority authority,
      Map<String, String> others) {
    Map<String, String> settings = new HashMap<>(usual(chain, capsule, authority));
    settings.putAll(others);
    return settings;
  }

  private static Map<String, String> usual(
      DevChain chain, CapsuleEmulator capsule, CertificateAuthority authority) {
    return Map.ofEntries(
        Map.entry("IN_ENCLAVE", "true"),
        Map.entry("NODE_URL", chain.rpc().url().toString()),
        Map.entry("NOVA_APP_REGISTRY_ADDRESS", chain.appRegistry().address().address()),
        Map.entry("KMS_REGISTRY_ADDRESS", chain.kmsRegistry().address().address()),
        Map.entry("KMS_APP_ID", chain.kmsAppId().toString()),
        Map.entry("CAPSULE_API_URL", capsule.url().toString()),
        Map.entry("KMS_BOOTSTRAP", "generate"),
        Map.entry("KMS_ALLOW_PRIVATE_PEERS", "true"),
        Map.entry("KMS_PEER_CA_FILE", authority.file().toString()),
        Map.entry("KMS_NODE_TICK_SECONDS", "1"),
        // A busy machine must not close the gate in the middle of a test.
        Map.entry("KMS_GATE_LEASE_SECONDS", "30"),
        Map.entry("REGISTRY_CACHE_TTL_SECONDS", "1"),
        // Here all clients have one address.
        Map.entry("RATE_LIMIT_PER_MINUTE", "1000000"),
        Map.entry("NONCE_RATE_LIMIT_PER_MINUTE", "1000000"),
        Map.entry("PUBLIC_RATE_LIMIT_PER_MINUTE", "1000000"));
  }

  private static CapsuleEmulator newTee() {
    try {
      return CapsuleEmulator.start(CapsuleIdentity.random());
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a Capsule API emulator", e);
    }
  }

  /** Where its files are, and those of tests of it. */
  public Path directory() {
    return directory;
  }

  /** The server. */
  public ServerUnderTest server() {
    return server;
  }

  /** The contracts, and what their owner can do. */
  public DevChain chain() {
    return chain.contracts();
  }

  /** The node's TEE. */
  public CapsuleEmulator capsule() {
    return capsule;
  }

  /** The node's wallet. */
  public Wallet wallet() {
    return Wallet.parse(capsule.identity().address());
  }

  /** The node's key for envelopes. */
  public TeePublicKey publicKey() {
    return TeePublicKey.parse(capsule.identity().teePubkey());
  }

  /** Who signed the server's certificate. */
  public CertificateAuthority authority() {
    return authority;
  }

  /**
   * Requests to the application, as a test spells them. Every answer is held against what the
   * application says of itself at {@code /openapi.json}.
   */
  public synchronized RawHttp rawHttp() {
    if (answers == null) {
      answers = new LiveAnswers(json("/openapi.json"));
    }
    return new RawHttp(server.url(), authority.trustingContext(), answers);
  }

  /** What is answered to {@code GET url}; empty where there is no answer. */
  public Optional<HttpResponse<String>> get(URI url) {
    try {
      HttpRequest request = HttpRequest.newBuilder(url).timeout(CALL).build();
      return Optional.of(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      // A server that is about to start, or to stop, is a thing to see, not an error.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What the application answers to {@code GET path}. */
  public HttpResponse<String> get(String path) {
    return get(URI.create(server.url() + path))
        .orElseThrow(() -> new AssertionError("no answer to GET " + path));
  }

  /** The JSON that the application answers to {@code GET path} with status 200. */
  public ObjectNode json(String path) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return StrictJson.object(answer.body());
  }

  /**
   * The status code of a check of MicroProfile Health.
   *
   * @param check {@code live}, {@code ready} or {@code started}
   */
  public int health(String check) {
    return get(server.healthUrl(check)).map(HttpResponse::statusCode).orElse(0);
  }

  /** Registers the node, as its operator would. */
  public void register() {
    chain()
        .registerInstance(
            chain().kmsAppId(),
            DevChain.FIRST_VERSION,
            DevChain.NewInstance.verified(wallet(), server.url().toString(), publicKey().spki()));
  }

  /** Waits until the node serves. */
  public void awaitServing() {
    await()
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .untilAsserted(() -> assertThat(get("/health").statusCode()).isEqualTo(200));
  }

  /** Waits until the node is closed for {@code reason}. */
  public void awaitClosed(String reason) {
    await()
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .untilAsserted(
            () ->
                assertThat(json("/status").at("/node/reason").asText())
                    .as(json("/status").at("/node/reason_detail").asText())
                    .isEqualTo(reason));
  }

  /** A new app with one instance, which may call. */
  public TestApp newApp(String name) {
    AppId app = chain().registerApp(name, Optional.empty(), Optional.empty());
    TestCaller caller = new TestCaller(CallerKind.APP, wallet(), publicKey(), Clock.systemUTC());
    chain()
        .registerInstance(
            app,
            DevChain.FIRST_VERSION,
            DevChain.NewInstance.verified(
                caller.wallet(), "https://app.example", caller.publicKey().spki()));
    return new TestApp(caller, rawHttp());
  }

  /** As {@link #newApp}, with the Capsule runtime's own client for the nodes at {@code urls}. */
  public CapsuleRuntimeClient newCapsuleClient(String name, URI... urls) {
    CryptoProviders crypto = CryptoProviders.available();
    KeystoreTee tee = new KeystoreTee(TeeKeys.generate(crypto), crypto);
    AppId app = chain().registerApp(name, Optional.empty(), Optional.empty());
    chain()
        .registerInstance(
            app,
            DevChain.FIRST_VERSION,
            DevChain.NewInstance.verified(
                tee.wallet(), "https://app.example", tee.publicKey().spki()));
    return new CapsuleRuntimeClient(tee, List.of(urls), http);
  }

  /** Ends everything, in whatever way. */
  @Override
  public void close() {
    server.close();
    capsule.close();
    chain.close();
  }
}
