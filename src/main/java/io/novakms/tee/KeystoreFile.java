package io.novakms.tee;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.P384;
import io.novakms.crypto.WalletKey;
import io.novakms.diagnostics.LogContext;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@linkplain Pkcs12 file} with a node's two keys. They are kept as secret key entries, which
 * need no certificate: {@code wallet}, 32 bytes, and {@code envelope}, PKCS#8.
 */
public final class KeystoreFile {
  private static final System.Logger LOG = LogContext.logger("io.novakms.tee");
  private static final String WALLET = "wallet";
  private static final String ENVELOPE = "envelope";

  private final Pkcs12 file;
  private final CryptoProviders providers;

  /**
   * The file at {@code path}.
   *
   * @param password of the file; where it is empty, only the file's permissions protect the keys
   * @param providers the library that the keys are for
   */
  public KeystoreFile(Path path, String password, CryptoProviders providers) {
    this.file = new Pkcs12(path, password);
    this.providers = providers;
  }

  /**
   * The keys in the file. Where there is no file, fresh keys, after they are written to it.
   *
   * @throws TeeException where the file can't be read, written, or opened with the password; the
   *     message says what to do
   */
  public TeeKeys loadOrCreate() {
    try {
      if (!file.exists()) {
        create(TeeKeys.generate(providers));
      }
      return load();
    } catch (IOException e) {
      throw file.unreachable(e);
    }
  }

  private TeeKeys load() throws IOException {
    Map<String, byte[]> keys = file.load();
    try {
      return new TeeKeys(
          WalletKey.of(bytes(keys, WALLET), providers),
          new P384(providers).importPkcs8(bytes(keys, ENVELOPE)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw file.unreadable(e);
    }
  }

  private static byte[] bytes(Map<String, byte[]> keys, String alias) throws KeyStoreException {
    byte[] key = keys.get(alias);
    if (key == null) {
      throw new KeyStoreException("no key named " + alias);
    }
    return key;
  }

  private void create(TeeKeys made) throws IOException {
    Map<String, byte[]> keys = new HashMap<>();
    keys.put(WALLET, InsecureSecretAccess.bytes(made.walletKey()));
    keys.put(ENVELOPE, InsecureSecretAccess.pkcs8(made.envelopeKeys()));
    try {
      file.write(keys);
      LOG.log(
          System.Logger.Level.INFO, "Made new keys in {0}; keep a copy of that file.", file.path());
    } catch (FileAlreadyExistsException e) {
      LOG.log(
          System.Logger.Level.INFO, "Another process has just made {0}; using it.", file.path());
    }
  }
}
