package io.novakms.http;

import io.novakms.audit.AuditLog;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.NonceStore;
import io.novakms.auth.RateLimits;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.StoredValues;
import io.novakms.http.api.AppData;
import io.novakms.http.console.ConsoleState;
import io.novakms.http.exchange.ExchangeFilter;
import io.novakms.http.exchange.ExchangeMemory;
import io.novakms.http.guard.Bindings;
import io.novakms.http.guard.CallerPolicies;
import io.novakms.http.guard.MemoryBudget;
import io.novakms.http.guard.RequestContextFilter;
import io.novakms.http.guard.RequestGuard;
import io.novakms.metrics.NodeMetrics;
import io.novakms.node.Gate;
import io.novakms.node.Heartbeat;
import io.novakms.node.NodeObserver;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerHealthMonitor;
import io.novakms.registry.AppAuthorizer;
import io.novakms.secret.custody.Custody;
import io.novakms.store.DataStore;
import io.novakms.sync.SyncService;
import io.novakms.sync.push.DeltaPush;
import io.novakms.tee.Envelopes;
import io.novakms.tee.Tee;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestNode;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.time.Clock;
import javax.naming.NamingException;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.SimpleInstanceManager;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The HTTP entry in the tests' own process: the WAR's {@code web.xml}, and JAX-RS with {@link
 * NovaKmsApplication}. To be registered as an extension of a test class; each test says which node
 * it is about. Every answer is held against {@code /openapi.json}.
 */
final class InProcessServer implements BeforeAllCallback, AfterAllCallback {
  private final Tomcat tomcat = new Tomcat();
  private volatile TestNode node;
  private volatile MemoryBudget memory;
  private volatile ExchangeMemory exchanges;

  /** Serves {@code node} from now on. */
  RawHttp serve(TestNode node) {
    return serve(node, new MemoryBudget());
  }

  /** As above, with {@code memory} for all requests. */
  RawHttp serve(TestNode node, MemoryBudget memory) {
    this.node = node;
    this.memory = memory;
    this.exchanges = new ExchangeMemory(node.config);
    return new RawHttp(
        URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/"),
        new LiveAnswers());
  }

  /** What the bodies of peers, and the answers to them, share. */
  MemoryBudget budget() {
    return memory;
  }

  /** As above; bodies and answers on their way share {@code exchanges}. */
  RawHttp serve(TestNode node, ExchangeMemory exchanges) {
    RawHttp http = serve(node);
    this.exchanges = exchanges;
    return http;
  }

  /** What all bodies and answers on their way share. */
  ExchangeMemory exchanges() {
    return exchanges;
  }

  @Override
  public void beforeAll(ExtensionContext test) throws LifecycleException {
    tomcat.setBaseDir(new File("target/in-process-server").getAbsolutePath());
    // Not a part of the product: its own error pages would show where it refused a request.
    ((StandardHost) tomcat.getHost()).setErrorReportValveClass("");
    tomcat.setConnector(loopback());
    org.apache.catalina.Context war =
        tomcat.addContext("", new File("src/main/webapp").getAbsolutePath());
    ContextConfig descriptors = new ContextConfig();
    descriptors.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    war.addLifecycleListener(descriptors);
    StandardJarScanner scanner = new StandardJarScanner();
    scanner.setScanClassPath(false);
    war.setJarScanner(scanner);
    war.setInstanceManager(
        new SimpleInstanceManager() {
          @Override
          public Object newInstance(String name)
              throws IllegalAccessException,
                  InvocationTargetException,
                  NamingException,
                  InstantiationException,
                  ClassNotFoundException,
                  NoSuchMethodException {
            if (name.equals(RequestContextFilter.class.getName())) {
              return new RequestContextFilter(() -> node.metrics, () -> node.clients);
            }
            return name.equals(ExchangeFilter.class.getName())
                ? new ExchangeFilter(
                    () -> node.config, () -> exchanges, () -> node.clients, () -> node.metrics)
                : super.newInstance(name);
          }
        });
    Wrapper routes = Tomcat.addServlet(war, "routes", new ServletContainer(application()));
    routes.setLoadOnStartup(1);
    war.addServletMappingDecoded("/*", "routes");
    tomcat.start();
  }

  @Override
  public void afterAll(ExtensionContext test) throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  private ResourceConfig application() {
    return ResourceConfig.forApplication(new NovaKmsApplication())
        .register(
            new AbstractBinder() {
              @Override
              protected void configure() {
                bindFactory(() -> node.config).to(KmsConfig.class);
                bindFactory(() -> node.custody).to(Custody.class);
                bindFactory(() -> node.envelopes).to(Envelopes.class);
                bindFactory(() -> node.audit).to(AuditLog.class);
                bindFactory(() -> node.clock).to(Clock.class);
                bindFactory(() -> node.tee).to(Tee.class);
                bindFactory(() -> node.heart.gate()).to(Gate.class);
                bindFactory(() -> node.heart.heartbeat()).to(Heartbeat.class);
                bindFactory(() -> node.observer).to(NodeObserver.class);
                bindFactory(() -> node.peers).to(PeerCache.class);
                bindFactory(() -> node.health).to(PeerHealthMonitor.class);
                bindFactory(() -> node.push).to(DeltaPush.class);
                bindFactory(() -> node.store).to(DataStore.class);
                bindFactory(() -> node.values).to(StoredValues.class);
                bindFactory(() -> node.apps).to(AppAuthorizer.class);
                bindFactory(() -> node.nonces).to(NonceStore.class);
                bindFactory(() -> node.limits).to(RateLimits.class);
                bindFactory(() -> node.clients).to(ClientAddressResolver.class);
                bindFactory(() -> node.metrics).to(NodeMetrics.class);
                bindFactory(() -> node.sync).to(SyncService.class);
                bindFactory(() -> memory).to(MemoryBudget.class);
                bindFactory(InProcessServer.this::guard).to(RequestGuard.class);
                bindFactory(
                        () ->
                            new AppData(
                                node.store,
                                node.log,
                                node.values,
                                node.writes,
                                node.absent,
                                node.repair,
                                node.config))
                    .to(AppData.class);
                bindFactory(InProcessServer.this::console).to(ConsoleState.class);
              }
            });
  }

  private RequestGuard guard() {
    return new RequestGuard(
        node.heart.gate(),
        new CallerPolicies(node.apps, node.peers, node.limits, node.clients, memory, node.config),
        node.authentication,
        node.envelopes,
        new Bindings(node.envelopes, node.clock, node.config),
        node.signer,
        node.nonces,
        node.audit,
        node.clients,
        node.metrics);
  }

  private ConsoleState console() {
    return new ConsoleState(node.observer, node.config);
  }

  private static Connector loopback() {
    Connector connector = new Connector();
    // As Payara and WildFly: %2F is no reason to refuse a path.
    connector.setEncodedSolidusHandling("passthrough");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    return connector;
  }
}
