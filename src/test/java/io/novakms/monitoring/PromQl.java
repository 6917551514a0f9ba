package io.novakms.monitoring;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Reads PromQL, by Prometheus' own grammar from npm. */
final class PromQl {
  private static final Path READER = Path.of("src", "test", "promql", "read.mjs");

  private PromQl() {}

  /**
   * What an expression asks for.
   *
   * @param error where it is no PromQL, else null
   * @param selectors of series, in their order
   * @param groupings what is grouped or matched by labels
   */
  record Query(String error, List<Selector> selectors, List<Grouping> groupings) {}

  /**
   * A choice of series.
   *
   * @param name of the metric
   * @param matchers of labels
   * @param in the function that gets them; empty where there is none
   */
  record Selector(String name, List<Matcher> matchers, String in) {}

  /**
   * One condition.
   *
   * @param label its name
   * @param op one of {@code = != =~ !~}
   * @param value text or regular expression
   */
  record Matcher(String label, String op, String value) {
    boolean accepts(String actual) {
      return switch (op) {
        case "=" -> actual.equals(value);
        case "!=" -> !actual.equals(value);
        case "=~" -> Pattern.matches(value, actual);
        case "!~" -> !Pattern.matches(value, actual);
        default -> throw new AssertionError("no such operator: " + op);
      };
    }

    /** The values that it names; none where it has a pattern. */
    List<String> values() {
      return Pattern.matches("[a-z0-9_|/]+", value) ? List.of(value.split("\\|")) : List.of();
    }
  }

  /**
   * Labels that results are told apart or matched by.
   *
   * @param labels their names
   * @param selectors numbers of those among which the labels must be
   */
  record Grouping(List<String> labels, List<Integer> selectors) {}

  /** Reads each of {@code expressions}. */
  static List<Query> read(List<Expression> expressions) {
    ObjectMapper json = new ObjectMapper();
    try {
      Path input = Files.createTempFile("promql", ".json");
      Path output = Files.createTempFile("promql", ".json");
      try {
        json.writeValue(input.toFile(), expressions.stream().map(Expression::text).toList());
        run(input, output);
        return json.readValue(output.toFile(), new TypeReference<List<Query>>() {});
      } finally {
        Files.delete(input);
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Path input, Path output) throws IOException {
    Process reader =
        new ProcessBuilder(
                "node",
                READER.toString(),
                System.getProperty("kms.npm", "target/npm"),
                input.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!reader.waitFor(1, TimeUnit.MINUTES) || reader.exitValue() != 0) {
        throw new AssertionError("the reader of PromQL failed; what it said is above");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      reader.destroyForcibly();
    }
  }
}
