package io.novakms.http;

import io.novakms.testing.RawHttp;
import io.novakms.testing.TestNode;
import jakarta.enterprise.context.Dependent;
import java.io.File;
import java.net.URI;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.glassfish.hk2.api.Context;
import org.glassfish.hk2.api.TypeLiteral;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The HTTP entry in the tests' own process: the WAR's {@code web.xml}, and JAX-RS with {@link
 * NovaKmsApplication}. To be registered as an extension of a test class; each test says which node
 * it is about.
 */
final class InProcessServer implements BeforeAllCallback, AfterAllCallback {
  private final Tomcat tomcat = new Tomcat();
  private final PreparedResources resources = new PreparedResources();

  /** Serves {@code node} from now on. */
  RawHttp serve(TestNode node) {
    Doorkeeper door =
        new Doorkeeper(
            node.heart.gate(), node.authentication, node.envelopes, node.signer, node.nonces);
    resources.set(
        new OverviewResource(),
        new HealthResource(node.heart.gate()),
        new StatusResource(
            node.config,
            node.tee,
            node.heart.gate(),
            node.heart.heartbeat(),
            node.holder,
            node.peers,
            node.store,
            node.clock),
        new NonceResource(node.nonces, node.limits, node.clients),
        new NodesResource(node.peers, node.probes),
        new SyncResource(door, node.peers, node.sync, node.config));
    return new RawHttp(
        URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/"));
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
                bind(resources).to(new TypeLiteral<Context<Dependent>>() {});
              }
            });
  }

  private static Connector loopback() {
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    return connector;
  }
}
