package io.novakms.tee;

import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.MasterSecret;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.Hex;
import io.novakms.model.SecretHash;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The master secrets of a node outside an enclave, in a {@linkplain Pkcs12 file} beside the one
 * with its keys, under the same password: {@code nova-kms.p12.secrets} beside {@code nova-kms.p12}.
 * It is a file of its own so that a copy of the node's keys, which operators keep, has no secret of
 * the cluster in it. The latest {@link #MOST} secrets are kept.
 */
public final class SealedSecretFile implements SealedSecrets {
  /** How many secrets there are at most: the latest, and former ones. */
  static final int MOST = 4;

  private static final System.Logger LOG = LogContext.logger("io.novakms.tee");
  private static final String SUFFIX = ".secrets";

  private final Pkcs12 file;

  /**
   * The file beside {@code keystore}.
   *
   * @param password of both files
   */
  public SealedSecretFile(Path keystore, String password) {
    this.file = new Pkcs12(keystore.resolveSibling(keystore.getFileName() + SUFFIX), password);
  }

  @Override
  public synchronized Optional<MasterSecret> find(SecretHash hash) {
    Map<String, byte[]> keys = load();
    try {
      return keys.entrySet().stream()
          .filter(key -> key.getKey().endsWith(name(hash)))
          .map(key -> MasterSecret.of(key.getValue()))
          .filter(secret -> secret.hash().equals(hash))
          .findFirst();
    } catch (IllegalArgumentException e) {
      throw file.unreadable(e);
    } finally {
      wipe(keys);
    }
  }

  @Override
  public synchronized void keep(MasterSecret secret) {
    TreeMap<String, byte[]> keys = load();
    try {
      if (keys.keySet().stream().anyMatch(key -> key.endsWith(name(secret.hash())))) {
        return;
      }
      int number = keys.isEmpty() ? 0 : number(keys.lastKey()) + 1;
      keys.put(String.format("%09d", number) + name(secret.hash()), copy(secret));
      while (keys.size() > MOST) {
        Arrays.fill(keys.pollFirstEntry().getValue(), (byte) 0);
      }
      file.write(keys, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      LOG.log(
          System.Logger.Level.INFO,
          "sealed the master secret with the hash {0} in {1}",
          secret.hash(),
          file.path());
    } catch (IllegalArgumentException e) {
      throw file.unreadable(e);
    } catch (IOException e) {
      throw file.unreachable(e);
    } finally {
      wipe(keys);
    }
  }

  private TreeMap<String, byte[]> load() {
    try {
      return new TreeMap<>(file.exists() ? file.load() : Map.of());
    } catch (IOException e) {
      throw file.unreachable(e);
    }
  }

  private static byte[] copy(MasterSecret secret) {
    return InsecureSecretAccess.bytes(secret);
  }

  /** Names begin with a number, which tells the order; PKCS#12 has them in lower case. */
  private static String name(SecretHash hash) {
    return "-" + Hex.encode(hash.bytes());
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(0, name.indexOf('-')));
  }

  private static void wipe(Map<String, byte[]> keys) {
    keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
  }
}
