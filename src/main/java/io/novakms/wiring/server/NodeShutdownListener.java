package io.novakms.wiring.server;

import io.novakms.wiring.NodeGraph;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Stops the node when the web application ends, while it can still load classes and has its
 * threads. Payara tells CDI of the end only after it has closed the application's class loader:
 * what a node does at its end for the first time, such as a push, would fail there.
 */
@WebListener
public class NodeShutdownListener implements ServletContextListener {
  @Inject private BeanManager beans;

  /** Stops the node where there is one; it is not built for that. */
  @Override
  public void contextDestroyed(ServletContextEvent event) {
    Bean<?> bean = beans.resolve(beans.getBeans(NodeGraph.class));
    Context built = beans.getContext(Singleton.class);
    if (built.get(bean) instanceof NodeGraph node) {
      node.close();
    }
  }
}
