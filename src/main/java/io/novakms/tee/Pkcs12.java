package io.novakms.tee;

import io.novakms.diagnostics.LogContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;

/**
 * A PKCS#12 file (RFC 7292) of secret keys by name. Only its owner may read it. It is written as a
 * whole, beside the former one and then in its place, so that a crash leaves one or the other.
 */
final class Pkcs12 {
  private static final System.Logger LOG = LogContext.logger("io.novakms.tee");

  /** PKCS#12 requires the name of an algorithm; the bytes don't depend on it. */
  private static final String ALGORITHM = "AES";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final char[] password;

  /** The file at {@code path}; where the password is empty, only permissions protect it. */
  Pkcs12(Path path, String password) {
    this.path = path.toAbsolutePath();
    this.password = password.toCharArray();
  }

  Path path() {
    return path;
  }

  boolean exists() {
    return Files.exists(path);
  }

  /**
   * The keys in it; the caller wipes them.
   *
   * @throws IOException where the file can't be read
   * @throws TeeException where it can't be opened; the message says why
   */
  Map<String, byte[]> load() throws IOException {
    warnWhereOthersMayRead();
    byte[] file = Files.readAllBytes(path);
    try {
      KeyStore keystore = emptyKeystore();
      keystore.load(new ByteArrayInputStream(file), password);
      Map<String, byte[]> keys = new TreeMap<>();
      for (String alias : Collections.list(keystore.aliases())) {
        Key key = keystore.getKey(alias, password);
        if (key != null) {
          keys.put(alias, key.getEncoded());
        }
      }
      return keys;
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(e);
    }
  }

  /** What to tell where the file's content can't be used. */
  TeeException unreadable(Exception why) {
    String fault =
        why.getCause() instanceof UnrecoverableKeyException
            ? "KMS_KEYSTORE_PASSWORD is wrong, or the file was altered"
            : "the file is damaged; restore it, or remove it to get a new one";
    return new TeeException("the keystore " + path + " can't be opened: " + fault, why);
  }

  /** What to tell where the file can't be read or written. */
  TeeException unreachable(IOException why) {
    return new TeeException(
        "the keystore "
            + path
            + " can't be read or written: is KMS_KEYSTORE_FILE right, and may this process use it?",
        why);
  }

  /**
   * Writes {@code keys}, which are wiped.
   *
   * @param how of the move into place
   */
  void write(Map<String, byte[]> keys, CopyOption... how) throws IOException {
    Path directory = path.getParent();
    Files.createDirectories(directory);
    Path draft = Files.createTempFile(directory, "." + path.getFileName(), ".new", ownerOnly());
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        out.write(encode(keys));
        channel.force(true);
      }
      Files.move(draft, path, how);
      if (hasPosixPermissions()) {
        // The new name has to outlive a loss of power, too.
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private byte[] encode(Map<String, byte[]> keys) throws IOException {
    try {
      KeyStore keystore = emptyKeystore();
      for (Map.Entry<String, byte[]> key : keys.entrySet()) {
        keystore.setEntry(
            key.getKey(),
            new KeyStore.SecretKeyEntry(new SecretKeySpec(key.getValue(), ALGORITHM)),
            new KeyStore.PasswordProtection(password));
      }
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      keystore.store(file, password);
      return file.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't write PKCS#12", e);
    } finally {
      keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
    }
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
