package io.novakms.acceptance;

import io.novakms.devnet.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The ports of one domain of Payara Server. A fresh domain has the same as every other, and opens
 * them to the network; a test may be one of many on its machine, and must not.
 *
 * @param https of the application
 * @param health of the probes
 * @param admin of asadmin and the console
 * @param jmx of the JMX connector
 */
record PayaraPorts(int https, int health, int admin, int jmx) {
  private static final List<Integer> OTHERS = List.of(8080, 8181, 3700, 3820, 3920, 6666);

  /** Ports that were free a moment ago. */
  static PayaraPorts free() {
    return new PayaraPorts(FreePorts.next(), FreePorts.next(), FreePorts.next(), FreePorts.next());
  }

  /** Puts these ports, further free ones, and 127.0.0.1 into a fresh {@code domain.xml}. */
  void write(Path domainXml) throws IOException {
    String xml = Files.readString(domainXml).replace("\"0.0.0.0\"", "\"127.0.0.1\"");
    xml = xml.replace("address=\"127.0.0.1\" port=\"8686\"", address(jmx));
    xml = xml.replace("port=\"4848\" protocol", address(admin) + " protocol");
    xml = xml.replaceAll("port=\"(8080|8181)\" protocol", "address=\"127.0.0.1\" $0");
    for (int port : OTHERS) {
      String free = Integer.toString(FreePorts.next());
      xml = xml.replace("port=\"" + port + "\"", "port=\"" + free + "\"");
      xml = xml.replace("port=" + port + "<", "port=" + free + "<");
    }
    Files.writeString(domainXml, xml);
  }

  private static String address(int port) {
    return "address=\"127.0.0.1\" port=\"" + port + "\"";
  }
}
