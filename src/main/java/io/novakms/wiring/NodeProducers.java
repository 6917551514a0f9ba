package io.novakms.wiring;

import io.novakms.audit.AuditLog;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.NonceStore;
import io.novakms.auth.RateLimits;
import io.novakms.auth.ResponseSigner;
import io.novakms.config.ConfigException;
import io.novakms.config.KmsConfig;
import io.novakms.config.KmsConfigLoader;
import io.novakms.config.LoadedConfig;
import io.novakms.crypto.StoredValues;
import io.novakms.diagnostics.LogContext;
import io.novakms.metrics.NodeMetrics;
import io.novakms.model.Ticker;
import io.novakms.node.Gate;
import io.novakms.node.Heartbeat;
import io.novakms.node.Maintenance;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.registry.AppAuthorizer;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.store.DataStore;
import io.novakms.sync.SyncService;
import io.novakms.sync.push.DeltaPush;
import io.novakms.tee.Envelopes;
import io.novakms.tee.Tee;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Builds the node of this application, once, and hands its parts to whoever injects them. All parts
 * are singletons that are safe for use by many threads, so they need no proxies.
 */
@ApplicationScoped
public class NodeProducers {
  private static final System.Logger LOG = LogContext.logger("io.novakms.config");

  @Resource private ManagedExecutorService executor;
  @Resource private ManagedThreadFactory threads;

  private KmsNode node;

  /** Reads the settings, says what they are, and builds the node. */
  @PostConstruct
  void build() {
    LoadedConfig loaded;
    try {
      loaded = KmsConfigLoader.load(ConfigProvider.getConfig());
    } catch (ConfigException e) {
      LOG.log(Level.ERROR, e.getMessage());
      throw e;
    }
    loaded.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
    loaded.effective().forEach(line -> LOG.log(Level.INFO, line));
    // A server may have few threads in its executor: ticks must not wait for one of those.
    Executor ticks = tick -> threads.newThread(tick).start();
    node = new KmsNode(loaded.config(), ticks, executor, Clock.systemUTC(), Ticker.system());
  }

  /**
   * Stops the node with the application, where {@link NodeShutdownListener} has not done it before.
   */
  @PreDestroy
  void close() {
    if (node != null) {
      node.close();
    }
  }

  @Produces
  @Singleton
  KmsConfig config() {
    return node.config();
  }

  @Produces
  @Singleton
  Clock clock() {
    return node.clock();
  }

  @Produces
  @Singleton
  Tee tee() {
    return node.tee();
  }

  @Produces
  @Singleton
  Envelopes envelopes() {
    return node.envelopes();
  }

  @Produces
  @Singleton
  Gate gate() {
    return node.gate();
  }

  @Produces
  @Singleton
  Heartbeat heartbeat() {
    return node.heartbeat();
  }

  @Produces
  @Singleton
  Maintenance steering() {
    return node.steering();
  }

  @Produces
  @Singleton
  DeltaPush push() {
    return node.push();
  }

  @Produces
  @Singleton
  MasterSecretHolder secret() {
    return node.secret();
  }

  @Produces
  @Singleton
  PeerCache peers() {
    return node.peers();
  }

  @Produces
  @Singleton
  PeerHealthMonitor probes() {
    return node.probes();
  }

  @Produces
  @Singleton
  SyncService sync() {
    return node.sync();
  }

  @Produces
  @Singleton
  DataStore store() {
    return node.store();
  }

  @Produces
  @Singleton
  StoredValues values() {
    return node.values();
  }

  @Produces
  @Singleton
  AppAuthorizer apps() {
    return node.apps();
  }

  @Produces
  @Singleton
  NonceStore nonces() {
    return node.nonces();
  }

  @Produces
  @Singleton
  CallerAuthentication callers() {
    return node.callers();
  }

  @Produces
  @Singleton
  ResponseSigner signer() {
    return node.signer();
  }

  @Produces
  @Singleton
  AuditLog audit() {
    return node.audit();
  }

  @Produces
  @Singleton
  RateLimits limits() {
    return node.limits();
  }

  @Produces
  @Singleton
  NodeMetrics metrics() {
    return node.metrics();
  }

  @Produces
  @Singleton
  ClientAddressResolver clients() {
    return node.clients();
  }
}
