package io.novakms.registry;

import io.novakms.config.KmsConfig;
import io.novakms.devnet.DevChain;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import java.net.URI;
import java.time.Duration;

/** Settings of a chain for tests: the defaults, unless a test says otherwise. */
final class ChainSettings {
  final URI url;
  Wallet appRegistry = Structs.wallet(901);
  Wallet kmsRegistry = Structs.wallet(902);
  AppId kmsAppId = AppId.of(1);
  int confirmations = 0;
  Duration maxAge = Duration.ZERO;
  Duration timeout = Duration.ofSeconds(10);
  int maxBatch = 5_000;
  Duration resubmitAfter = Duration.ofSeconds(60);

  private ChainSettings(URI url) {
    this.url = url;
  }

  /** A chain at {@code url}, with contracts that only a double knows. */
  static ChainSettings at(URI url) {
    return new ChainSettings(url);
  }

  /** The contracts of {@code chain}, but asked for at {@code url}. */
  static ChainSettings at(URI url, DevChain chain) {
    ChainSettings settings = new ChainSettings(url);
    settings.appRegistry = chain.appRegistry().address();
    settings.kmsRegistry = chain.kmsRegistry().address();
    settings.kmsAppId = chain.kmsAppId();
    return settings;
  }

  KmsConfig.Chain build() {
    return new KmsConfig.Chain(
        url,
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
