package io.novakms.tee;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.P384;
import io.novakms.crypto.WalletKey;
import io.novakms.diagnostics.LogContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * The PKCS#12 file with a node's two keys (RFC 7292). Only its owner may read it. The keys are kept
 * as secret key entries, which need no certificate: {@code wallet}, 32 bytes, and {@code envelope},
 * PKCS#8.
 */
public final class KeystoreFile {
  private static final System.Logger LOG = LogContext.logger("io.novakms.tee");
  private static final String WALLET = "wallet";
  private static final String ENVELOPE = "envelope";

  /** PKCS#12 requires the name of an algorithm; the bytes don't depend on it. */
  private static final String ALGORITHM = "AES";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final char[] password;
  private final CryptoProviders providers;

  /**
   * The file at {@code path}.
   *
   * @param password of the file; where it is empty, only the file's permissions protect the keys
   * @param providers the library that the keys are for
   */
  public KeystoreFile(Path path, String password, CryptoProviders providers) {
    this.path = path.toAbsolutePath();
    this.password = password.toCharArray();
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
      if (Files.notExists(path)) {
        create(TeeKeys.generate(providers));
      }
      warnWhereOthersMayRead();
      return load();
    } catch (IOException e) {
      throw new TeeException(
          "the keystore "
              + path
              + " can't be read or written: is KMS_KEYSTORE_FILE right, and may"
              + " this process use it?",
          e);
    }
  }

  private TeeKeys load() throws IOException {
    byte[] file = Files.readAllBytes(path);
    try {
      KeyStore keystore = emptyKeystore();
      keystore.load(new ByteArrayInputStream(file), password);
      return new TeeKeys(
          WalletKey.of(bytes(keystore, WALLET), providers),
          new P384(providers).importPkcs8(bytes(keystore, ENVELOPE)));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      String fault =
          e.getCause() instanceof UnrecoverableKeyException
              ? "KMS_KEYSTORE_PASSWORD is wrong, or the file was altered"
              : "the file is damaged; restore it, or remove it to get a new identity";
      throw new TeeException("the keystore " + path + " can't be opened: " + fault, e);
    }
  }

  private byte[] bytes(KeyStore keystore, String alias) throws GeneralSecurityException {
    Key key = keystore.getKey(alias, password);
    if (key == null) {
      throw new KeyStoreException("no key named " + alias);
    }
    return key.getEncoded();
  }

  /** Writes a file beside it and renames that, so that no half-written keystore is ever found. */
  private void create(TeeKeys keys) throws IOException {
    Files.createDirectories(path.getParent());
    Path draft =
        Files.createTempFile(path.getParent(), "." + path.getFileName(), ".new", ownerOnly());
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        out.write(encode(keys));
        channel.force(true);
      }
      Files.move(draft, path);
      LOG.log(System.Logger.Level.INFO, "Made new keys in {0}; keep a copy of that file.", path);
    } catch (FileAlreadyExistsException e) {
      LOG.log(System.Logger.Level.INFO, "Another process has just made {0}; using it.", path);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private byte[] encode(TeeKeys keys) throws IOException {
    try {
      KeyStore keystore = emptyKeystore();
      put(keystore, WALLET, InsecureSecretAccess.bytes(keys.walletKey()));
      put(keystore, ENVELOPE, InsecureSecretAccess.pkcs8(keys.envelopeKeys()));
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      keystore.store(file, password);
      return file.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't write PKCS#12", e);
    }
  }

  private void put(KeyStore keystore, String alias, byte[] secret) throws GeneralSecurityException {
    keystore.setEntry(
        alias,
        new KeyStore.SecretKeyEntry(new SecretKeySpec(secret, ALGORITHM)),
        new KeyStore.PasswordProtection(password));
    Arrays.fill(secret, (byte) 0);
  }

  /** The JDK's own implementation: a server may have put others before it. */
  private static KeyStore emptyKeystore() throws GeneralSecurityException, IOException {
    KeyStore keystore = KeyStore.getInstance("PKCS12", "SUN");
    keystore.load(null, null);
    return keystore;
  }

  private FileAttribute<?>[] ownerOnly() {
    return hasPosixPermissions()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private void warnWhereOthersMayRead() throws IOException {
    if (hasPosixPermissions() && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Others than its owner may use the keystore {0}: chmod 600 it.",
          path);
    }
  }

  private boolean hasPosixPermissions() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
