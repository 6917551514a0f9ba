package io.novakms.wiring.server;

import io.novakms.config.ConfigException;
import io.novakms.config.KmsConfig;
import io.novakms.config.KmsConfigLoader;
import io.novakms.config.LoadedConfig;
import io.novakms.diagnostics.LogContext;
import io.novakms.wiring.World;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.ConfigProvider;

/** Gives the node of this application its settings and its world: the server's. */
@ApplicationScoped
public class ServerProducers {
  private static final System.Logger LOG = LogContext.logger("io.novakms.config");

  @Resource private ManagedExecutorService executor;
  @Resource private ManagedThreadFactory threads;

  private KmsConfig config;
  private World world;

  /** Reads the settings, and logs what they are. */
  @PostConstruct
  void load() {
    LoadedConfig loaded;
    try {
      loaded = KmsConfigLoader.load(ConfigProvider.getConfig());
    } catch (ConfigException e) {
      LOG.log(Level.ERROR, e.getMessage());
      throw e;
    }
    loaded.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
    loaded.effective().forEach(line -> LOG.log(Level.INFO, line));
    ServerCheck.warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    config = loaded.config();
    // A server's executor may have few threads: ticks must not wait for one of them.
    world = new ServerWorld(executor, tick -> threads.newThread(tick).start());
  }

  /** Every setting. */
  @Produces
  @Singleton
  KmsConfig config() {
    return config;
  }

  /** The world of the node. */
  @Produces
  @Singleton
  World world() {
    return world;
  }
}
