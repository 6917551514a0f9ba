package io.novakms.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS towards peers: the authorities that the JVM trusts, and those of one PEM file besides. Host
 * names are verified by the HTTP client.
 *
 * @param sockets makes connections
 * @param trust decides on a peer's certificate
 */
record PeerTls(SSLSocketFactory sockets, X509TrustManager trust) {
  /**
   * TLS for clients.
   *
   * @param caCertificates {@code KMS_PEER_CA_FILE}: certificates in PEM
   * @throws IllegalArgumentException where the file can't be read, or holds no certificate
   */
  static PeerTls open(Optional<Path> caCertificates) {
    try {
      TrustManager[] managers = managers(caCertificates);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return new PeerTls(
          context.getSocketFactory(),
          Stream.of(managers)
              .filter(X509TrustManager.class::isInstance)
              .map(X509TrustManager.class::cast)
              .findFirst()
              .orElseThrow(() -> new GeneralSecurityException("it has no trust manager")));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM offers no usable TLS", e);
    }
  }

  /** What decides on a peer's certificate. */
  static TrustManager[] managers(Optional<Path> caCertificates)
      throws GeneralSecurityException, IOException {
    TrustManager[] usual = trusting(null);
    if (caCertificates.isEmpty()) {
      return usual;
    }
    KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
    all.load(null, null);
    for (TrustManager manager : usual) {
      if (manager instanceof X509TrustManager x509) {
        for (X509Certificate authority : x509.getAcceptedIssuers()) {
          all.setCertificateEntry("usual-" + all.size(), authority);
        }
      }
    }
    for (Certificate authority : read(caCertificates.get())) {
      all.setCertificateEntry("own-" + all.size(), authority);
    }
    return trusting(all);
  }

  private static TrustManager[] trusting(KeyStore authorities) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return factory.getTrustManagers();
  }

  private static Collection<? extends Certificate> read(Path file) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Collection<? extends Certificate> found;
    try (InputStream in = Files.newInputStream(file)) {
      found = factory.generateCertificates(in);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "KMS_PEER_CA_FILE: " + file + " can't be read as certificates in PEM", e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("KMS_PEER_CA_FILE: " + file + " holds no certificate");
    }
    return found;
  }
}
