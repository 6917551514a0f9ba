package io.novakms.testing;

import io.novakms.devnet.OrphanGuard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The client in {@code docs/examples}, run by Node.js. It shares no line with the product: where
 * the two understand each other, the protocol's page is enough to write a client by.
 */
public final class ExampleClient {
  private static final Path SOURCE = Path.of("docs", "examples", "client.mjs");
  private static final long DEADLINE_SECONDS = 60;

  private final Path program;
  private final Map<String, String> environment;

  private ExampleClient(Path program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
  }

  /**
   * The client, where its packages are found.
   *
   * @param environment beside this JVM's own
   */
  public static ExampleClient installed(Map<String, String> environment) throws IOException {
    Path folder = Path.of(System.getProperty("kms.npm", "target/npm"), "examples");
    Files.createDirectories(folder);
    Path draft = Files.createTempFile(folder, "client", ".new");
    Files.copy(SOURCE, draft, StandardCopyOption.REPLACE_EXISTING);
    Path program = folder.resolve(SOURCE.getFileName());
    Files.move(draft, program, StandardCopyOption.REPLACE_EXISTING);
    return new ExampleClient(program.toAbsolutePath(), Map.copyOf(environment));
  }

  /**
   * Runs it to its end.
   *
   * @return what it printed, in one line
   * @throws AssertionError where it failed, with what it printed
   */
  public String run(String... arguments) throws IOException, InterruptedException {
    return node(program.toString(), arguments);
  }

  /** Runs {@code script}, which may import from {@code ./client.mjs}. */
  public String runScript(String script, String... arguments)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(program.getParent(), "script", ".mjs");
    try {
      Files.writeString(file, script);
      return node(file.toString(), arguments);
    } finally {
      Files.delete(file);
    }
  }

  private String node(String file, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("node", file));
    line.addAll(Arrays.asList(arguments));
    Path output = Files.createTempFile(program.getParent(), "output", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().putAll(environment);
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      OrphanGuard.ofThisJvm().add(process.toHandle());
      process.onExit().thenRun(() -> OrphanGuard.ofThisJvm().drop(process.toHandle()));
      boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError((ended ? "it failed: " : "it did not end: ") + printed);
      }
      return printed;
    } finally {
      Files.delete(output);
    }
  }
}
