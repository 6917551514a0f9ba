import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks a server on this machine how it is, for the health check of a container, whose image has no
 * other program for that. One Java file, with nothing beside the JDK:
 *
 * <pre>{@code java HealthProbe.java https://127.0.0.1:8443/health/live}</pre>
 *
 * <p>The exit code is 0 for an answer of 200, and 1 for any other, for none within five seconds,
 * and for an address that is not of the loopback interface. The server's certificate is not looked
 * at: it has another name than 127.0.0.1, and who answers there is inside the container.
 */
final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 5_000;

  private HealthProbe() {}

  /** Runs it; see the class. */
  public static void main(String[] args) throws GeneralSecurityException {
    if (args.length != 1) {
      System.err.println("usage: HealthProbe URL");
      System.exit(1);
    }
    try {
      int status = ask(URI.create(args[0]).toURL());
      System.out.println(status);
      System.exit(status == HttpURLConnection.HTTP_OK ? 0 : 1);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e);
      System.exit(1);
    }
  }

  private static int ask(URL url) throws IOException, GeneralSecurityException {
    if (!InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
      throw new IOException("not an address of this machine: " + url.getHost());
    }
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    if (connection instanceof HttpsURLConnection https) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, null);
      https.setSSLSocketFactory(context.getSocketFactory());
      https.setHostnameVerifier((name, session) -> true);
    }
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
