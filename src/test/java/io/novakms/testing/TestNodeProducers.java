package io.novakms.testing;

import io.novakms.audit.AuditLog;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.NonceStore;
import io.novakms.auth.RateLimits;
import io.novakms.auth.ResponseSigner;
import io.novakms.config.KmsConfig;
import io.novakms.config.KmsConfigLoader;
import io.novakms.crypto.StoredValues;
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
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.ConfigProvider;

/** Takes the place of the application's own wiring in a WAR under test: hands out a test node. */
@ApplicationScoped
public class TestNodeProducers {
  @Resource private ManagedExecutorService executor;

  private TestNode node;

  @PostConstruct
  void build() {
    KmsConfig config = KmsConfigLoader.load(ConfigProvider.getConfig()).config();
    node = new TestNode(config, Clock.systemUTC(), Ticker.system(), executor);
    node.members();
  }

  @Produces
  @Singleton
  TestNode node() {
    return node;
  }

  @Produces
  @Singleton
  KmsConfig config() {
    return node.config;
  }

  @Produces
  @Singleton
  Clock clock() {
    return node.clock;
  }

  @Produces
  @Singleton
  Tee tee() {
    return node.tee;
  }

  @Produces
  @Singleton
  Envelopes envelopes() {
    return node.envelopes;
  }

  @Produces
  @Singleton
  Gate gate() {
    return node.heart.gate();
  }

  @Produces
  @Singleton
  Heartbeat heartbeat() {
    return node.heart.heartbeat();
  }

  @Produces
  @Singleton
  Maintenance steering() {
    return node.steering;
  }

  @Produces
  @Singleton
  DeltaPush push() {
    return node.push;
  }

  @Produces
  @Singleton
  AuditLog audit() {
    return node.audit;
  }

  @Produces
  @Singleton
  MasterSecretHolder secret() {
    return node.holder;
  }

  @Produces
  @Singleton
  PeerCache peers() {
    return node.peers;
  }

  @Produces
  @Singleton
  PeerHealthMonitor probes() {
    return node.probes;
  }

  @Produces
  @Singleton
  SyncService sync() {
    return node.sync;
  }

  @Produces
  @Singleton
  DataStore store() {
    return node.store;
  }

  @Produces
  @Singleton
  StoredValues values() {
    return node.values;
  }

  @Produces
  @Singleton
  AppAuthorizer apps() {
    return node.apps;
  }

  @Produces
  @Singleton
  NonceStore nonces() {
    return node.nonces;
  }

  @Produces
  @Singleton
  CallerAuthentication callers() {
    return node.authentication;
  }

  @Produces
  @Singleton
  ResponseSigner signer() {
    return node.signer;
  }

  @Produces
  @Singleton
  RateLimits limits() {
    return node.limits;
  }

  @Produces
  @Singleton
  NodeMetrics metrics() {
    return node.metrics;
  }

  @Produces
  @Singleton
  ClientAddressResolver clients() {
    return node.clients;
  }
}
