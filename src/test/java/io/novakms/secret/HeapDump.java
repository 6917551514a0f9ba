package io.novakms.secret;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.SecretShare;
import io.novakms.crypto.SecretSharing;
import io.novakms.crypto.StoredValues;
import io.novakms.model.AppId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Uses a master secret as a node does, forgets it, and dumps what is reachable on the heap before
 * and after. What it looks for is never on the heap as a whole but where the product put it.
 */
final class HeapDump {
  /** The share whose bytes are looked for. */
  static final int SHARE = 2;

  private static final AppId APP = AppId.of(7);

  private HeapDump() {}

  /**
   * Dumps to {@code before.hprof} and {@code after.hprof} in the directory {@code arguments[0]}.
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    CryptoProviders crypto = CryptoProviders.available();
    byte[] bytes = secret();
    MasterSecret secret = MasterSecret.of(bytes, crypto);
    Arrays.fill(bytes, (byte) 0);
    MasterSecretHolder holder = MasterSecretHolder.seeded(secret);
    VerifiedSecret verified = holder.verify(secret.hash()).orElseThrow();
    StoredValues values = new StoredValues(crypto);
    byte[] stored = values.seal(verified.keys().dataKey(APP), new byte[100]);
    Arrays.fill(values.open(verified.keys().dataKey(APP), stored), (byte) 0);
    verified.keys().derive(APP, "wallet", "", 32);
    byte[] shareBytes = share();
    SecretShare share = SecretShare.of(SHARE, shareBytes);
    Arrays.fill(shareBytes, (byte) 0);
    List<SecretShare> made = new SecretSharing(crypto).split(secret, 2, 3);
    dump(directory.resolve("before.hprof"));

    holder.destroy();
    share.destroy();
    made.forEach(SecretShare::destroy);
    dump(directory.resolve("after.hprof"));
    Reference.reachabilityFence(verified);
    Reference.reachabilityFence(holder);
    Reference.reachabilityFence(share);
    Reference.reachabilityFence(made);
    Reference.reachabilityFence(values);
  }

  /** The secret, made up of what is nowhere as a whole. */
  static byte[] secret() {
    return pattern(0x5deece66dL);
  }

  /** The share, likewise. */
  static byte[] share() {
    return pattern(0x2545f4914f6cdd1dL);
  }

  private static byte[] pattern(long seed) {
    byte[] bytes = new byte[MasterSecret.BYTES];
    long state = seed;
    for (int i = 0; i < bytes.length; i++) {
      state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      bytes[i] = (byte) (state >>> 33);
    }
    // Below the order of any field that shares are points of.
    return bytes;
  }

  private static void dump(Path file) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(file.toString(), true);
  }
}
