package io.novakms.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import io.novakms.devnet.FreePorts;
import io.novakms.devnet.OrphanGuard;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.remote.JMXServiceURL;

/**
 * A {@link RemoteNode} with the JDK's own JMX connector before it, as an operator opens it: {@code
 * ops} may read and steer, {@code watcher} may read.
 */
final class RemoteProcess {
  /** The password of both. */
  static final String PASSWORD = "a-long-password";

  private final Path directory;
  private final Path printed;
  private final int port = FreePorts.next();
  private final Process process;

  /** Starts it; its files are in {@code directory}. */
  RemoteProcess(Path directory) throws IOException {
    this.directory = directory;
    this.printed = directory.resolve("printed.txt");
    Path passwords = ownersOnly("jmxremote.password", "ops " + PASSWORD, "watcher " + PASSWORD);
    Path access = ownersOnly("jmxremote.access", "ops readwrite", "watcher readonly");
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.rmi.server.hostname=127.0.0.1",
                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                "-Dcom.sun.management.jmxremote.port=" + port,
                "-Dcom.sun.management.jmxremote.rmi.port=" + port,
                "-Dcom.sun.management.jmxremote.ssl=false",
                "-Dcom.sun.management.jmxremote.authenticate=true",
                "-Dcom.sun.management.jmxremote.password.file=" + passwords,
                "-Dcom.sun.management.jmxremote.access.file=" + access,
                "-cp",
                System.getProperty("java.class.path"),
                RemoteNode.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    OrphanGuard.ofThisJvm().add(process.toHandle());
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !process.isAlive() || printed().contains(RemoteNode.READY));
    assertThat(process.isAlive()).as(printed()).isTrue();
  }

  /** {@code HOST:PORT} of its registry. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** Where a JMX client connects. */
  JMXServiceURL url() throws MalformedURLException {
    return new JMXServiceURL("service:jmx:rmi:///jndi/rmi://" + address() + "/jmxrmi");
  }

  /** What it printed, which is the audit log for the most part. */
  String printed() throws IOException {
    return Files.readString(printed);
  }

  /** The first event of this name. */
  ObjectNode event(String name) throws IOException {
    return printed()
        .lines()
        .filter(line -> line.contains("\"event\":\"" + name + "\""))
        .map(StrictJson::object)
        .findFirst()
        .orElseThrow();
  }

  /** Ends it. */
  void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    OrphanGuard.ofThisJvm().drop(process.toHandle());
  }

  private Path ownersOnly(String name, String... lines) throws IOException {
    Path file =
        Files.createFile(
            directory.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.write(file, List.of(lines));
  }
}
