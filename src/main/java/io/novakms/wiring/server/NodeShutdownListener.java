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
 * threads. Payara ends CDI only after it has closed the application's class loader: classes that a
 * node first needs at its end, such as those of a push, could not be loaded then.
 */
@WebListener
public class NodeShutdownListener implements ServletContextListener {
  @Inject private BeanManager beans;

  /** Stops the node where there is one; does not build one. */
  @Override
  public void contextDestroyed(ServletContextEvent event) {
    Bean<?> bean = beans.resolve(beans.getBeans(NodeGraph.class));
    Context built = beans.getContext(Singleton.class);
    if (built.get(bean) instanceof NodeGraph node) {
      node.close();
    }
  }
}
