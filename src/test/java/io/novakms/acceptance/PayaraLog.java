package io.novakms.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.management.remote.JMXServiceURL;

/** What Payara Micro and Payara Server have in common, to those who look from outside. */
final class PayaraLog {
  // [WARNING] [] [io.novakms.gate] in Payara Server's log, WARNING [io.novakms.gate] in the other.
  private static final Pattern COMPLAINT =
      Pattern.compile("\\[?(WARNING|SEVERE)]? *(\\[[^]]*] )?\\[io\\.novakms\\b");

  private PayaraLog() {}

  /**
   * The lines in which a category of the product warns, or reports an error, each with the one
   * after it: Payara Server's text begins there.
   */
  static List<String> complaints(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return IntStream.range(0, lines.size())
          .filter(i -> COMPLAINT.matcher(lines.get(i)).find())
          .mapToObj(i -> lines.get(i) + (i + 1 < lines.size() ? " " + lines.get(i + 1) : ""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The registry of a JMX connector on {@code port} of this machine. */
  static JmxAddress jmx(int port, String user, String password) {
    String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi";
    try {
      return new JmxAddress(new JMXServiceURL(url), user, password);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
