package io.novakms.crypto;

import io.novakms.diagnostics.LogContext;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Which libraries do the arithmetic. The native ones are several times faster; where one of them
 * can't be loaded, Bouncy Castle gives the same answers. A provider is always named when something
 * is asked of it, and none is ever installed in the JVM, which belongs to the server and its other
 * applications.
 *
 * <p>Keys and nonces come from the operating system's random numbers, unless {@link #withRandom}
 * names another source: the world of a node does. Where a native library makes a key pair, it takes
 * its own.
 *
 * <p>Immutable, and holds no per-thread state.
 */
public final class CryptoProviders {
  private static final System.Logger LOG = LogContext.logger("io.novakms.crypto");

  private final Provider provider;
  private final Secp256k1 secp256k1;
  private final SecureRandom random;

  private CryptoProviders(Provider provider, Secp256k1 secp256k1, SecureRandom random) {
    this.provider = provider;
    this.secp256k1 = secp256k1;
    this.random = random;
  }

  /** The fastest libraries that load here: each native one, or else Bouncy Castle in its place. */
  public static CryptoProviders available() {
    return Detected.INSTANCE;
  }

  /** Bouncy Castle for everything. */
  public static CryptoProviders portable() {
    return new CryptoProviders(
        new BouncyCastleProvider(), new BouncyCastleSecp256k1(), new SecureRandom());
  }

  /**
   * What {@code provider} and {@code secp256k1} give, or else Bouncy Castle in the place of the one
   * that fails. A native library fails in many ways: it is missing for this platform, the temporary
   * directory forbids execution, or another class loader already holds it.
   */
  static CryptoProviders choose(Callable<Provider> provider, Callable<Secp256k1> secp256k1) {
    return new CryptoProviders(
        firstThatLoads("P-384 and AES", provider, BouncyCastleProvider::new),
        firstThatLoads("secp256k1", secp256k1, BouncyCastleSecp256k1::new),
        new SecureRandom());
  }

  /** The same libraries, with another source of keys and nonces. */
  public CryptoProviders withRandom(SecureRandom other) {
    return new CryptoProviders(provider, secp256k1, other);
  }

  /** Where fresh keys and nonces come from. */
  public SecureRandom random() {
    return random;
  }

  /** The names of the libraries in use, for the log and the status page. */
  public String description() {
    return providerName() + ", " + secp256k1Name();
  }

  /** The library for P-384, AES and HMAC, with its version. */
  public String providerName() {
    return provider.getName() + " " + provider.getVersionStr();
  }

  /** Whether that library is native code, which is several times faster. */
  public boolean isProviderNative() {
    return !(provider instanceof BouncyCastleProvider);
  }

  /** The library for secp256k1. */
  public String secp256k1Name() {
    return secp256k1.name();
  }

  /** Whether that library is native code, which is many times faster. */
  public boolean isSecp256k1Native() {
    return !(secp256k1 instanceof BouncyCastleSecp256k1);
  }

  Secp256k1 secp256k1() {
    return secp256k1;
  }

  Cipher aesGcm() {
    return required(() -> Cipher.getInstance("AES/GCM/NoPadding", provider));
  }

  Mac hmacSha256() {
    return required(() -> Mac.getInstance("HmacSHA256", provider));
  }

  MessageDigest sha256() {
    return required(() -> MessageDigest.getInstance("SHA-256", provider));
  }

  KeyAgreement ecdh() {
    return required(() -> KeyAgreement.getInstance("ECDH", provider));
  }

  KeyFactory ecKeys() {
    return required(() -> KeyFactory.getInstance("EC", provider));
  }

  KeyPairGenerator ecKeyPairs() {
    return required(() -> KeyPairGenerator.getInstance("EC", provider));
  }

  private static <T> T required(Callable<T> instance) {
    try {
      return instance.call();
    } catch (Exception e) {
      throw new IllegalStateException("the crypto provider lacks an algorithm of the protocol", e);
    }
  }

  private static <T> T firstThatLoads(String what, Callable<T> nativeOne, Callable<T> portableOne) {
    try {
      return nativeOne.call();
    } catch (Exception | LinkageError e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "No native library for {0} ({1}): Bouncy Castle stands in, several times slower.",
          what,
          e.toString());
      return required(portableOne);
    }
  }

  /** Loaded on first use, once: a library can be loaded once by one class loader. */
  private static final class Detected {
    // Lambdas, not method references: those would link the native libraries' classes here, where
    // their absence is not caught.
    static final CryptoProviders INSTANCE =
        choose(() -> Corretto.load(), () -> LibSecp256k1.load());

    static {
      LOG.log(System.Logger.Level.INFO, "cryptography: {0}", INSTANCE.description());
    }
  }
}
