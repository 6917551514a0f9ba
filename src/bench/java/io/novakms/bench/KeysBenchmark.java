package io.novakms.bench;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.DataKey;
import io.novakms.crypto.KeyDerivation;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.StoredValues;
import io.novakms.model.AppId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is done under the keys of an app. */
@State(Scope.Thread)
public class KeysBenchmark {
  private static final AppId APP = AppId.of(49);

  @Param({"native", "portable"})
  String crypto;

  private KeyDerivation keys;
  private StoredValues values;
  private DataKey dataKey;
  private byte[] plaintext;
  private byte[] stored;
  private long newApp = 1_000_000;

  /** Makes the keys. */
  @Setup
  public void prepare() {
    CryptoProviders providers = Samples.providers(crypto);
    keys = MasterSecret.of(Samples.bytes(MasterSecret.BYTES, 1), providers).keys();
    values = new StoredValues(providers);
    dataKey = keys.dataKey(APP);
    plaintext = Samples.bytes(Samples.VALUE_BYTES, 2);
    stored = values.seal(dataKey, plaintext);
  }

  /** A key of 32 bytes for an app that asked before. */
  @Benchmark
  public byte[] derive() {
    return keys.derive(APP, "wallet/0", "a context", 32);
  }

  /** The longest key, for an app that asked before. */
  @Benchmark
  public byte[] deriveLongest() {
    return keys.derive(APP, "wallet/0", "a context", KeyDerivation.MAX_BYTES);
  }

  /** A key of 32 bytes for an app that never asked before. */
  @Benchmark
  public byte[] deriveFirst() {
    return keys.derive(AppId.of(newApp++), "wallet/0", "a context", 32);
  }

  /** The data key of an app that asked before. */
  @Benchmark
  public DataKey dataKey() {
    return keys.dataKey(APP);
  }

  /** A value of 100 bytes on its way in. */
  @Benchmark
  public byte[] storedValueSeal() {
    return values.seal(dataKey, plaintext);
  }

  /** A value of 100 bytes on its way out. */
  @Benchmark
  public byte[] storedValueOpen() {
    return values.open(dataKey, stored);
  }
}
