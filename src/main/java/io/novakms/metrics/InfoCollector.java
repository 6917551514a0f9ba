package io.novakms.metrics;

import io.novakms.crypto.CryptoProviders;
import io.novakms.diagnostics.BuildVersion;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** What never changes while a node runs: which build it is, on which Java, and its libraries. */
final class InfoCollector implements MultiCollector {
  private final MetricSnapshots infos;

  InfoCollector(CryptoProviders crypto) {
    this.infos =
        MetricSnapshots.of(
            info(
                "nova_kms_build",
                "The version of this node, and the Java that it runs on",
                Labels.of(
                    "version", BuildVersion.VERSION, "java", System.getProperty("java.version"))),
            info(
                "nova_kms_crypto",
                "The libraries that do the arithmetic",
                Labels.of("provider", crypto.providerName(), "secp256k1", crypto.secp256k1Name())));
  }

  @Override
  public MetricSnapshots collect() {
    return infos;
  }

  private static InfoSnapshot info(String name, String help, Labels labels) {
    return InfoSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(new InfoSnapshot.InfoDataPointSnapshot(labels))
        .build();
  }
}
