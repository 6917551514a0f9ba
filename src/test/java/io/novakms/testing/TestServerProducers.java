package io.novakms.testing;

import io.novakms.config.KmsConfig;
import io.novakms.config.KmsConfigLoader;
import io.novakms.secret.TestSecrets;
import io.novakms.wiring.NodeGraph;
import io.novakms.wiring.World;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.ConfigProvider;

/** Gives the node of a WAR under test a {@link TestWorld} in the place of the server's. */
@ApplicationScoped
public class TestServerProducers {
  @Resource private ManagedExecutorService executor;

  private KmsConfig config;
  private TestWorld world;

  @PostConstruct
  void load() {
    config =
        TestNode.seeded(
            KmsConfigLoader.load(ConfigProvider.getConfig()).config(), TestSecrets.verified(7));
    world = new TestWorld(config, Clock.systemUTC(), System::nanoTime, executor);
  }

  @Produces
  @Singleton
  KmsConfig config() {
    return config;
  }

  @Produces
  @Singleton
  World world() {
    return world;
  }

  @Produces
  @Singleton
  TestNode node(NodeGraph graph) {
    TestNode node = new TestNode(graph, world);
    node.members();
    return node;
  }
}
