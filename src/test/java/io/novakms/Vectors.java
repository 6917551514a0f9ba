package io.novakms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The known answers of the protocol: those of the file that the system property {@code kms.vectors}
 * names, else the copy in the test resources. A section that is missing or empty fails the test
 * that asks for it, so that no test passes for want of vectors.
 */
public final class Vectors {
  private static final JsonNode ALL = load(System.getProperty("kms.vectors", ""));

  private Vectors() {}

  /** The section {@code name}, whatever its shape. */
  public static JsonNode section(String name) {
    JsonNode section = ALL.path(name);
    if (section.isEmpty()) {
      throw new IllegalStateException("the vectors have no section " + name);
    }
    return section;
  }

  /** The cases of the section {@code name}: its elements, or itself where it is one object. */
  public static Stream<JsonNode> cases(String name) {
    JsonNode section = section(name);
    return section.isArray()
        ? StreamSupport.stream(section.spliterator(), false)
        : Stream.of(section);
  }

  private static JsonNode load(String file) {
    try (InputStream in =
        file.isEmpty()
            ? Vectors.class.getResourceAsStream("/vectors/protocol.json")
            : Files.newInputStream(Path.of(file))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the vectors can't be read: " + file, e);
    }
  }
}
