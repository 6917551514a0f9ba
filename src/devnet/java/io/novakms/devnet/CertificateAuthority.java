package io.novakms.devnet;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The authority whose certificates the nodes of one local network show. It lives in memory only;
 * what it leaves on disk is its certificate, for clients to trust.
 */
public final class CertificateAuthority {
  /** The password of every key store it writes: they hold keys of this machine's nodes only. */
  public static final String PASSWORD = "devnet-only";

  /** The alias of the key in every key store it writes. */
  public static final String ALIAS = "node";

  private static final X500Principal NAME = new X500Principal("CN=Nova KMS devnet");
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final String SIGNATURE = "SHA256withECDSA";

  private final KeyPair keys;
  private final X509Certificate certificate;
  private final Path file;

  private CertificateAuthority(KeyPair keys, X509Certificate certificate, Path file) {
    this.keys = keys;
    this.certificate = certificate;
    this.file = file;
  }

  /** A new authority; its certificate is written to {@code file} in PEM. */
  public static CertificateAuthority create(Path file) {
    try {
      KeyPair keys = newKeys();
      X509v3CertificateBuilder builder = unsigned(NAME, keys, Instant.now().plus(LIFETIME));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      X509Certificate certificate = sign(builder, keys);
      Files.writeString(file, pem(certificate));
      return new CertificateAuthority(keys, certificate, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("this JDK cannot make certificates", e);
    }
  }

  /** The PEM file with its certificate. */
  public Path file() {
    return file;
  }

  /**
   * Writes a PKCS#12 key store with a new key and a certificate for {@code localhost} and {@code
   * 127.0.0.1}, under {@link #ALIAS} and {@link #PASSWORD}.
   */
  public void issue(Path keyStoreFile) {
    try (OutputStream out = Files.newOutputStream(keyStoreFile)) {
      Instant end = Instant.now().plus(LIFETIME);
      newServer(end, "localhost", "127.0.0.1").store(out, PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("this JDK cannot make certificates", e);
    }
  }

  /** For a server with a new key, and a certificate for {@code host} that ends at {@code end}. */
  public SSLContext servingContext(String host, Instant end) {
    try {
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(newServer(end, host), PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("this JDK cannot do TLS", e);
    }
  }

  /** For clients that trust this authority, and no other. */
  public SSLContext trustingContext() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("devnet", certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot do TLS", e);
    }
  }

  /** A key store with a new key, and a certificate for {@code hosts} that ends at {@code end}. */
  private KeyStore newServer(Instant end, String... hosts)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair server = newKeys();
    X509v3CertificateBuilder builder = unsigned(new X500Principal("CN=" + hosts[0]), server, end);
    GeneralName[] names =
        Stream.of(hosts).map(CertificateAuthority::name).toArray(GeneralName[]::new);
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = {sign(builder, keys), certificate};
    store.setKeyEntry(ALIAS, server.getPrivate(), PASSWORD.toCharArray(), chain);
    return store;
  }

  private static GeneralName name(String host) {
    boolean isAddress = host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder unsigned(
      X500Principal subject, KeyPair keys, Instant end) {
    // From a day before on, for clients whose clock is slow.
    Instant from = Instant.now().minus(Duration.ofDays(1));
    return new JcaX509v3CertificateBuilder(
        NAME,
        new BigInteger(127, new SecureRandom()),
        Date.from(from),
        Date.from(end),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(issuer.getPrivate())));
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }
}
