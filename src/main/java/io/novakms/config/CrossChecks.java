package io.novakms.config;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Rules that tie settings to each other or to the machine. A rule whose settings are faulty already
 * says nothing.
 */
final class CrossChecks {
  private static final long LEAST_LEASE_TICKS = 2;

  /** What a record's value grows to in {@code /sync}: hex in the record, hex of the envelope. */
  private static final long SYNC_GROWTH = 4;

  private static final long SYNC_OVERHEAD = 65_536;

  private final SettingValues values;
  private final List<ConfigError> faults = new ArrayList<>();

  private CrossChecks(SettingValues values) {
    this.values = values;
  }

  /** Every rule that {@code values} break. */
  static List<ConfigError> of(SettingValues values) {
    CrossChecks checks = new CrossChecks(values);
    if (values.find(Settings.IN_ENCLAVE).orElse(false)) {
      checks.enclave();
    }
    checks.times();
    checks.sizes();
    checks.files();
    checks.custody();
    return checks.faults;
  }

  private void enclave() {
    String outside = "nothing in an enclave: unset it, or set IN_ENCLAVE to `false`";
    for (Setting<?> setting :
        List.of(Settings.PRIVATE_KEY, Settings.KEYSTORE, Settings.KEYSTORE_PASSWORD)) {
      if (isSet(setting)) {
        add(setting, outside);
      }
    }
    refuse(Settings.DEV_IDENTITY, on -> on, "only `false` in an enclave: it is for development");
    if (isSet(Settings.SEED) && !values.find(Settings.ALLOW_SEED).orElse(true)) {
      add(
          Settings.SEED,
          "nothing in an enclave: unset it, or set KMS_ALLOW_SEED to `true` if the secret may be"
              + " known outside");
    }
    refuse(
        Settings.INSTANCE_URL,
        url -> !isHttps(url),
        "an https URL in an enclave: peers refuse to send anything over http");
  }

  private void times() {
    values
        .find(Settings.TICK)
        .map(tick -> tick.multipliedBy(LEAST_LEASE_TICKS))
        .ifPresent(
            least ->
                refuse(
                    Settings.LEASE,
                    lease -> lease.compareTo(least) < 0,
                    "at least two KMS_NODE_TICK_SECONDS, "
                        + least.toSeconds()
                        + " now, so that a node whose ticks succeed never closes"));
    for (Setting<Duration> call :
        List.of(Settings.CHAIN_TIMEOUT, Settings.TEE_TIMEOUT, Settings.PEER_REQUEST_TIMEOUT)) {
      atMost(call, Settings.TICK_TIMEOUT);
    }
    atMost(Settings.PEER_CONNECT_TIMEOUT, Settings.PEER_REQUEST_TIMEOUT);
    values
        .find(Settings.SYNC_INTERVAL)
        .map(interval -> interval.multipliedBy(2))
        .ifPresent(
            least ->
                refuse(
                    Settings.TOMBSTONE_RETENTION,
                    kept -> kept.compareTo(least) < 0,
                    "at least two SYNC_INTERVAL_SECONDS, " + least.toMillis() + " ms now"));
  }

  private void sizes() {
    values
        .find(Settings.MAX_APP_BYTES)
        .ifPresent(
            most ->
                refuse(
                    Settings.MAX_VALUE_BYTES,
                    value -> value > most,
                    "at most MAX_APP_STORAGE_BYTES, " + most + " now"));
    values
        .find(Settings.MAX_VALUE_BYTES)
        .map(value -> value * SYNC_GROWTH + SYNC_OVERHEAD)
        .ifPresent(
            least ->
                refuse(
                    Settings.MAX_SYNC_PAYLOAD,
                    payload -> payload < least,
                    "at least " + least + ", so that the largest value can be replicated"));
  }

  private void files() {
    refuse(
        Settings.PEER_CA_FILE,
        file -> !(Files.isRegularFile(file) && Files.isReadable(file)),
        "the path of a PEM file that this process can read");
    refuse(Settings.KEYSTORE, Files::isDirectory, "the path of a file, not of a directory");
    refuse(
        Settings.DATA_DIR,
        path -> Files.exists(path) && !Files.isDirectory(path),
        "the path of a directory, not of a file");
  }

  private void custody() {
    Optional<Integer> custodians = values.find(Settings.CUSTODIANS).map(List::size);
    if (custodians.isEmpty() && isSet(Settings.CUSTODY_THRESHOLD)) {
      add(Settings.CUSTODY_THRESHOLD, "nothing without KMS_CUSTODIANS that are right");
    }
    custodians
        .filter(count -> values.find(Settings.CUSTODY_THRESHOLD).orElse(0) == 0)
        .ifPresent(
            count ->
                add(
                    Settings.CUSTODY_THRESHOLD,
                    "a whole number from 2 to the number of KMS_CUSTODIANS, " + count + " now"));
    custodians.ifPresent(
        count ->
            refuse(
                Settings.CUSTODY_THRESHOLD,
                threshold -> threshold > count,
                "at most the number of KMS_CUSTODIANS, " + count + " now"));
  }

  private void atMost(Setting<Duration> setting, Setting<Duration> limit) {
    values
        .find(limit)
        .ifPresent(
            most ->
                refuse(
                    setting,
                    value -> value.compareTo(most) > 0,
                    "at most " + limit.name() + ", " + most.toSeconds() + " now"));
  }

  private <T> void refuse(Setting<T> setting, Predicate<T> isWrong, String allowed) {
    values.find(setting).filter(isWrong).ifPresent(value -> add(setting, allowed));
  }

  private boolean isSet(Setting<?> setting) {
    return values.raw(setting).filter(value -> value.origin().isSet()).isPresent();
  }

  private void add(Setting<?> setting, String allowed) {
    Optional<String> shown =
        values.raw(setting).map(value -> setting.sensitivity().show(value.text()));
    faults.add(new ConfigError(setting.name(), shown, allowed));
  }

  private static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }
}
