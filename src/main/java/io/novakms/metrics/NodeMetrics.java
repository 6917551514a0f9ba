package io.novakms.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.novakms.auth.NonceStore;
import io.novakms.auth.RateLimits;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.diagnostics.CacheCounts;
import io.novakms.diagnostics.Counts;
import io.novakms.model.Ticker;
import io.novakms.node.ClockSkewMonitor;
import io.novakms.node.Gate;
import io.novakms.node.NodeObserver;
import io.novakms.node.TickListener;
import io.novakms.registry.AppAuthorizer;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.custody.Custody;
import io.novakms.sync.SyncService;
import io.novakms.sync.lookup.AbsentReads;
import io.novakms.sync.lookup.LookupListener;
import io.novakms.sync.push.ReplicatedWrites;
import io.novakms.sync.push.WriteListener;
import io.novakms.sync.quorum.Vouching;
import io.novakms.sync.repair.ReceivedRecords;
import io.novakms.sync.repair.RefusedRecords;
import io.novakms.sync.repair.Repair;
import io.novakms.tee.Tee;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/**
 * Everything that is measured of one node. What happens is recorded as it happens; what is known
 * elsewhere is read when it is scraped, which calls no other machine and walks over nothing but the
 * members of the cluster. Labels come from short lists that no caller can add to. Safe for use by
 * many threads.
 */
public final class NodeMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).throwExceptionOnRegistrationFailure();
  private final Meters meters = new Meters(registry);
  private final JvmMeters jvm = new JvmMeters(registry);
  private final TickMeters ticks = new TickMeters(meters);
  private final ChainMeters chain = new ChainMeters(meters);
  private final WriteMeters writes = new WriteMeters(meters);
  private final LookupMeters lookups = new LookupMeters(meters);
  private final RefusalMeters refusals = new RefusalMeters(meters);
  private final ExchangeMeters exchanges = new ExchangeMeters(meters);
  private final RequestMeters requests;

  /** Measures nothing but the JVM yet. */
  public NodeMetrics(CryptoProviders crypto, Ticker ticker) {
    this.requests = new RequestMeters(meters, ticker);
    registry.getPrometheusRegistry().register(new InfoCollector(crypto));
    String name = "crypto.native";
    String help = "1 where the arithmetic is done by native code, else 0: several times slower";
    meters.flag(name, help, crypto::isProviderNative, "part", "p384_and_aes");
    meters.flag(name, help, crypto::isSecp256k1Native, "part", "secp256k1");
  }

  /** To be told of ticks. */
  public TickListener ticks() {
    return ticks;
  }

  /** To be told of requests to the chain. */
  public ChainListener chain() {
    return chain;
  }

  /** To be told how lookups end. */
  public LookupListener lookups() {
    return lookups;
  }

  /** Watches the lookups that wait, and whether this node vouches for absence. */
  public NodeMetrics watch(AbsentReads reads, Vouching vouching) {
    LookupMeters.of(reads, vouching, meters);
    return this;
  }

  /** To be told how writes of apps end. */
  public WriteListener writes() {
    return writes;
  }

  /** Watches the writes that wait. */
  public NodeMetrics watch(ReplicatedWrites waiting) {
    WriteMeters.of(waiting, meters);
    return this;
  }

  /** To be told of requests to this node. */
  public RequestMeters requests() {
    return requests;
  }

  /** To be told of requests that ended without their answer. */
  public ExchangeMeters exchanges() {
    return exchanges;
  }

  /** Counts rejected requests. */
  public RefusalMeters refusals() {
    return refusals;
  }

  /** Shows the state of the node, from one snapshot for each scrape. */
  public NodeMetrics watch(NodeObserver observer, Gate gate, KmsConfig config) {
    registry.getPrometheusRegistry().register(new NodeCollector(observer, gate, config));
    return this;
  }

  /** Watches how far this node's clock is off. */
  public NodeMetrics watch(ClockSkewMonitor clocks) {
    meters.gauge(
        "clock.offset.seconds",
        "How far this node's clock is ahead of its peers', else of the chain's blocks; 0 where"
            + " neither tells",
        clocks::offsetSeconds);
    return this;
  }

  /** Watches what callers may do. */
  public NodeMetrics watch(NonceStore nonces, RateLimits limits) {
    meters.gauge("nonces", "Nonces that are handed out and not used yet", nonces::size);
    String name = "rate.limited";
    String help = "Requests that were one too many of one client";
    meters.counter(name, help, () -> limits.requests().refused(), "limit", "requests");
    meters.counter(name, help, () -> limits.nonces().refused(), "limit", "nonces");
    meters.counter(name, help, () -> limits.looks().refused(), "limit", "public");
    return this;
  }

  /** Watches what is kept so that it need not be asked for or computed again. */
  public NodeMetrics watch(AppAuthorizer apps, MasterSecretHolder secret, Tee tee) {
    CacheMeters.of("app_permissions", apps::counts, meters);
    CacheMeters.of("extracted_keys", secret::extractions, meters);
    CacheMeters.of("data_keys", secret::dataKeys, meters);
    if (tee.agreements().isPresent()) {
      CacheMeters.of("key_agreements", () -> tee.agreements().orElse(CacheCounts.NONE), meters);
    }
    return this;
  }

  /** Watches custody of the master secret. */
  public NodeMetrics watch(Custody custody) {
    CustodyMeters.of(custody, meters);
    return this;
  }

  /**
   * Watches what peers ask of this node.
   *
   * @param outcomes what became of their records, by word
   */
  public NodeMetrics watch(SyncService service, Counts<String> outcomes) {
    String name = "sync.requests";
    String help = "Requests of peers, by type and by whether they were answered";
    Function<String, String> word = Function.identity();
    meters.counters(name, help, "type", service.served(), word, "result", "answered");
    meters.counters(name, help, "type", service.refused(), word, "result", "refused");
    meters.counters(
        "merge.records",
        "Records that peers sent, by what became of them",
        "outcome",
        outcomes,
        word);
    return this;
  }

  /** Watches repair by digests. */
  public NodeMetrics watch(Repair repair, ReceivedRecords received, RefusedRecords refused) {
    meters.counter(
        "repair.records",
        "Records that were missing or older here, and came by repair",
        received::repaired);
    meters.gauge(
        "repair.differing.peers",
        "Peers that held something else than this node when they were last compared",
        repair::differingPeers);
    meters.gauge(
        "repair.failing.peers",
        "Peers that this node could not compare with the last time it tried",
        repair::failingPeers);
    meters.gauge(
        "repair.refused.records",
        "Records that others hold, and that break a limit of this node; looked at again later",
        refused::lacking);
    return this;
  }

  /** All of it, as {@code format} has it, in UTF-8. */
  public byte[] scrape(ScrapeFormat format) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      registry.scrape(text, format.contentType());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  /** Measures nothing any more, and lets go of the JVM. */
  @Override
  public void close() {
    jvm.close();
    registry.close();
  }
}
