package io.novakms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.MasterSecret;
import io.novakms.peer.PeerClient;
import io.novakms.peer.PeerClocks;
import io.novakms.peer.PeerProof;
import io.novakms.peer.PeerServer;
import io.novakms.peer.UrlPolicy;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.SyncRequest;
import io.novakms.sync.message.RepairRequest;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.transport.PeerHttpClient;
import io.novakms.wiring.server.ExecutorScheduler;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What {@link RepairPart} measures: comparisons of two stores with the same records over HTTP, with
 * proofs, envelopes, MACs and signatures as between nodes; prints name, value and unit.
 */
final class RepairMain {
  private static final int RECORDS = 1_000_000;
  private static final int WARM_UP = 4_000;
  private static final int ROUNDS = 500;
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String HASH = "0".repeat(64);

  private final CryptoProviders crypto = CryptoProviders.available();
  private final Tee tee = new KeystoreTee(TeeKeys.generate(crypto), crypto);
  private final MasterSecret master = TestSecrets.secret(1);
  private final VerifiedSecret secret = TestSecrets.verified(master);
  private final RepairSide asking = new RepairSide(tee.wallet(), secret);
  private final PeerServer peer = PeerServer.honest(master).knowing(tee);
  private final RepairSide answering = new RepairSide(peer.tee().wallet(), secret);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountingPeerHttp http;
  private final PeerClient client;

  private RepairMain() {
    KmsConfig config = BenchConfig.with(Map.of());
    ExecutorScheduler scheduler = new ExecutorScheduler(threads);
    http =
        new CountingPeerHttp(
            PeerHttpClient.open(config.peers(), new UrlPolicy(false, true), scheduler));
    client =
        new PeerClient(
            http,
            new PeerProof(tee, new Eip191(crypto), Clock.systemUTC()),
            new Envelopes(tee, new ReplayGuard(crypto, ReplayGuard.DEFAULT_CAPACITY)),
            PeerClient.Limits.of(config.peers(), config.sync(), config.auth()),
            scheduler,
            System::nanoTime,
            new PeerClocks(Clock.systemUTC(), System::nanoTime));
  }

  /**
   * Measures.
   *
   * @param args how many measurements
   */
  public static void main(String[] args) {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    RepairMain main = new RepairMain();
    main.peer.answering("repair", main::answer);
    main.asking.fill(RECORDS);
    main.answering.fill(RECORDS);
    main.compare(WARM_UP);
    double[] micros = new double[Integer.parseInt(args[0])];
    long sent = main.http.sent();
    long received = main.http.received();
    for (int i = 0; i < micros.length; i++) {
      long before = cpuNanos();
      main.compare(ROUNDS);
      micros[i] = (cpuNanos() - before) / 1e3 / ROUNDS;
    }
    Arrays.sort(micros);
    double rounds = (double) ROUNDS * micros.length;
    print(RepairPart.CPU, micros[micros.length / 2], "µs");
    print(RepairPart.REQUEST, (main.http.sent() - sent) / rounds, "bytes");
    print(RepairPart.ANSWER, (main.http.received() - received) / rounds, "bytes");
    main.peer.close();
    main.http.close();
    main.threads.shutdownNow();
  }

  private void compare(int rounds) {
    for (int i = 0; i < rounds; i++) {
      ObjectNode request = RepairRequest.ofDigest(asking.digest()).toJson();
      request.set("bound", bound());
      JsonNode answer =
          client.sync(peer.peer(), request, Optional.of(master.keys().syncMac()), DEADLINE).join();
      if (!answer.path("equal").asBoolean()) {
        throw new IllegalStateException("the two do not hold the same: " + answer);
      }
    }
  }

  private ObjectNode answer(ObjectNode inner) {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    ObjectNode answer =
        answering
            .handler()
            .answer(
                new SyncRequest(
                    secret, tee.wallet(), envelope, inner, Optional.empty(), bytes -> {}))
            .toJson();
    answer.set("bound", bound().put("route", "/sync").put("status", 200));
    return answer;
  }

  /** As long as what nodes of this kind send with every request and answer. */
  private static ObjectNode bound() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("method", "POST")
        .put("request", HASH)
        .put("at_ms", Samples.PAST_MS);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void print(String name, double value, String unit) {
    System.out.println(name + "\t" + value + "\t" + unit);
  }
}
