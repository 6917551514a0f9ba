package io.novakms.custodian;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.P384;
import io.novakms.crypto.P384KeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A custodian's private key in a file: PKCS#8, encrypted with a password (RFC 5958; PBES2 of RFC
 * 8018 with PBKDF2-HMAC-SHA256 and AES-256-CBC), in PEM (RFC 7468). OpenSSL reads and writes the
 * same.
 */
final class KeyFile {
  /** As little as a password may have. */
  static final int LEAST_PASSWORD = 12;

  private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";
  private static final String BEGIN = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
  private static final String END = "-----END ENCRYPTED PRIVATE KEY-----";
  private static final int ITERATIONS = 600_000;
  private static final int SALT_BYTES = 16;
  private static final int LINE_CHARS = 64;
  private static final long MOST_BYTES = 16_384;

  private final Path path;
  private final P384 p384;

  /** The file at {@code path}. */
  KeyFile(Path path, CryptoProviders providers) {
    this.path = path;
    this.p384 = new P384(providers);
  }

  /**
   * Makes a key, and the file, which only its owner may read where the file system knows owners.
   *
   * @param password 12 characters of printable ASCII at least
   * @throws ToolException where the file is there already or can't be written, or the password is
   *     none
   */
  P384KeyPair create(char[] password) {
    requireGood(password);
    P384KeyPair keys = p384.generate();
    byte[] plain = InsecureSecretAccess.pkcs8(keys);
    try {
      write(encrypted(plain, password));
      return keys;
    } catch (FileAlreadyExistsException e) {
      throw new ToolException(path + " is there already, and stays as it is");
    } catch (IOException e) {
      throw new ToolException(path + " can't be written");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't encrypt a key", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Reads the key.
   *
   * @throws ToolException where there is none, or the password is not its password
   */
  P384KeyPair read(char[] password) {
    byte[] plain = new byte[0];
    try {
      plain = decrypted(der(), password);
      return p384.importPkcs8(plain);
    } catch (NoSuchFileException e) {
      throw new ToolException(path + " is not there");
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Bouncy Castle's readers throw all kinds. Without the cause, whose text may quote what it
      // read.
      throw new ToolException(
          path + " does not open: it is no encrypted P-384 key in PEM, or the password is another");
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static void requireGood(char[] password) {
    for (char c : password) {
      if (c < ' ' || c > '~') {
        throw new ToolException("a password is printable ASCII");
      }
    }
    if (password.length < LEAST_PASSWORD) {
      throw new ToolException("a password has " + LEAST_PASSWORD + " characters at least");
    }
  }

  private static byte[] encrypted(byte[] plain, char[] password)
      throws GeneralSecurityException, IOException {
    byte[] salt = new byte[SALT_BYTES];
    byte[] iv = new byte[SALT_BYTES];
    SecureRandom random = new SecureRandom();
    random.nextBytes(salt);
    random.nextBytes(iv);
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    PBEParameterSpec how = new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv));
    cipher.init(Cipher.ENCRYPT_MODE, secretKey(password), how);
    ASN1Primitive parameters = ASN1Primitive.fromByteArray(cipher.getParameters().getEncoded());
    return new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
            cipher.doFinal(plain))
        .getEncoded();
  }

  private static byte[] decrypted(byte[] der, char[] password)
      throws GeneralSecurityException, IOException {
    EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(der);
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(info.getEncryptionAlgorithm().getParameters().toASN1Primitive().getEncoded());
    // Its word for PBES2 names the algorithm with both of its parts.
    Cipher cipher = Cipher.getInstance(parameters.toString());
    cipher.init(Cipher.DECRYPT_MODE, secretKey(password), parameters);
    return cipher.doFinal(info.getEncryptedData());
  }

  private static SecretKey secretKey(char[] password) throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec);
    } finally {
      spec.clearPassword();
    }
  }

  private byte[] der() throws IOException {
    if (Files.size(path) > MOST_BYTES) {
      throw new IllegalArgumentException("too long");
    }
    String text = Files.readString(path, StandardCharsets.ISO_8859_1).strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw new IllegalArgumentException("no PEM");
    }
    return Base64.getMimeDecoder()
        .decode(text.substring(BEGIN.length(), text.length() - END.length()));
  }

  private void write(byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(der);
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (var channel =
        Files.newByteChannel(
            path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      String pem = BEGIN + "\n" + body + "\n" + END + "\n";
      channel.write(StandardCharsets.US_ASCII.encode(pem));
    }
  }
}
