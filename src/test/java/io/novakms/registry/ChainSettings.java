package io.novakms.registry;

import io.novakms.config.KmsConfig;
import io.novakms.devnet.DevChain;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Settings of a chain for tests: the defaults, unless a test says otherwise. */
public final class ChainSettings {
  public final List<URI> urls;
  public Wallet appRegistry = Structs.wallet(901);
  public Wallet kmsRegistry = Structs.wallet(902);
  public AppId kmsAppId = AppId.of(1);
  public int confirmations = 0;
  public Duration maxAge = Duration.ZERO;
  public Duration timeout = Duration.ofSeconds(10);
  public int maxBatch = 5_000;
  public Duration resubmitAfter = Duration.ofSeconds(60);

  private ChainSettings(List<URI> urls) {
    this.urls = urls;
  }

  /** A chain at {@code url}, with contracts that only a double knows. */
  public static ChainSettings at(URI url) {
    return new ChainSettings(List.of(url));
  }

  /** A chain with several providers. */
  public static ChainSettings at(List<URI> urls) {
    return new ChainSettings(urls);
  }

  /** The contracts of {@code chain}, but asked for at {@code url}. */
  public static ChainSettings at(URI url, DevChain chain) {
    ChainSettings settings = new ChainSettings(List.of(url));
    settings.appRegistry = chain.appRegistry().address();
    settings.kmsRegistry = chain.kmsRegistry().address();
    settings.kmsAppId = chain.kmsAppId();
    return settings;
  }

  public KmsConfig.Chain build() {
    return new KmsConfig.Chain(
        urls,
        appRegistry,
        kmsRegistry,
        kmsAppId,
        confirmations,
        maxAge,
        timeout,
        maxBatch,
        resubmitAfter,
        Duration.ofSeconds(60));
  }
}
