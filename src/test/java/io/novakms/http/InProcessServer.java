package io.novakms.http;

import java.io.File;
import java.net.URI;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * The HTTP entry in the test's own process: the WAR's real {@code web.xml}, and JAX-RS with the
 * providers and properties of {@link NovaKmsApplication}. The resources are built by the test.
 */
final class InProcessServer implements AutoCloseable {
  private final Tomcat tomcat = new Tomcat();

  private InProcessServer() {}

  /** Starts a server on a free port of the loopback interface. */
  static InProcessServer serving(Object... resources) {
    NovaKmsApplication application = new NovaKmsApplication();
    ResourceConfig config = new ResourceConfig().setProperties(application.getProperties());
    Set<Class<?>> built =
        Set.copyOf(java.util.Arrays.stream(resources).map(Object::getClass).toList());
    application.getClasses().stream().filter(c -> !built.contains(c)).forEach(config::register);
    config.registerInstances(resources);
    InProcessServer server = new InProcessServer();
    server.start(config);
    return server;
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/");
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException("the server in the test did not stop", e);
    }
  }

  private void start(ResourceConfig config) {
    tomcat.setBaseDir(new File("target/in-process-server").getAbsolutePath());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setAllowTrace(true);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", new File("src/main/webapp").getAbsolutePath());
    ContextConfig descriptors = new ContextConfig();
    descriptors.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    context.addLifecycleListener(descriptors);
    StandardJarScanner scanner = new StandardJarScanner();
    scanner.setScanClassPath(false);
    context.setJarScanner(scanner);
    Wrapper routes = Tomcat.addServlet(context, "routes", new ServletContainer(config));
    routes.setLoadOnStartup(1);
    context.addServletMappingDecoded("/*", "routes");
    try {
      tomcat.start();
    } catch (LifecycleException e) {
      throw new IllegalStateException("the server in the test did not start", e);
    }
  }
}
