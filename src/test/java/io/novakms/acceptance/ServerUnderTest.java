package io.novakms.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of the servers that the WAR is for, from its distribution to its end. It is installed into a
 * directory of its own when the driver is made, and configured by what lies in {@code
 * server-config}, as an operator would do it. All its sockets are on 127.0.0.1, on ports that were
 * free; it ends with {@link #close}, or with this JVM.
 *
 * <p>What can't be done throws {@link IllegalStateException} with what the server said.
 */
public interface ServerUnderTest extends AutoCloseable {
  /**
   * Starts it with the WAR at {@code /}. Returns once the application is deployed, or has failed to
   * be.
   */
  void start();

  /**
   * Puts the WAR in the place of the one that runs: the application ends, and starts anew. The
   * server itself goes on where it can.
   */
  void redeploy();

  /**
   * Lets it end in good order, and waits for that; where it doesn't, it is killed, and it throws.
   */
  void stop();

  /** Whether its process runs. */
  boolean isRunning();

  /** Where the application is, over HTTPS, without a slash at the end. */
  URI url();

  /**
   * Where it answers MicroProfile Health.
   *
   * @param check {@code live}, {@code ready} or {@code started}
   */
  URI healthUrl(String check);

  /** Where JMX clients connect; empty where the server has no such place. */
  Optional<JmxAddress> jmx();

  /** What it logged since it was first started. */
  Path log();

  /** The lines of its log in which a category of the product warns, or reports an error. */
  List<String> complaints();

  /** The lines of JSON of the audit log, as the server's logging wrote them, in their order. */
  default List<String> auditLines() {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.contains("{\"time\":"))
          .map(line -> line.substring(line.indexOf("{\"time\":")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, in whatever way; does nothing where it has ended. */
  @Override
  void close();
}
