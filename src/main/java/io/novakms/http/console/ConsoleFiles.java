package io.novakms.http.console;

import io.novakms.http.message.Etags;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.EntityTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of the console, each by its name: these and no others, whatever a path says. They are
 * in the WAR, are read once, and are tagged with their hash, so that a browser asks again at each
 * visit and gets a body only after an upgrade.
 */
public final class ConsoleFiles {
  /** The page itself. */
  public static final String PAGE = "index.html";

  private static final String FOLDER = "/console/";
  private static final String SCRIPT = "text/javascript;charset=utf-8";
  private static final String PICTURE = "image/svg+xml";

  /** The media type of each file. */
  public static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry(PAGE, "text/html;charset=utf-8"),
          Map.entry("console.css", "text/css;charset=utf-8"),
          Map.entry("console.js", SCRIPT),
          Map.entry("cluster.js", SCRIPT),
          Map.entry("dom.js", SCRIPT),
          Map.entry("facts.js", SCRIPT),
          Map.entry("format.js", SCRIPT),
          Map.entry("gate.js", SCRIPT),
          Map.entry("picture.js", SCRIPT),
          Map.entry("poller.js", SCRIPT),
          Map.entry("reasons.js", SCRIPT),
          Map.entry("ticks.js", SCRIPT),
          Map.entry("icon-open.svg", PICTURE),
          Map.entry("icon-closed.svg", PICTURE),
          Map.entry("icon-unknown.svg", PICTURE));

  private final Map<String, ConsoleFile> read = new ConcurrentHashMap<>();

  /**
   * One file.
   *
   * @param type its media type
   * @param tag a hash of its bytes
   * @param bytes all of it
   */
  record ConsoleFile(String type, EntityTag tag, byte[] bytes) {}

  /** The file {@code name} of the application that {@code war} is; empty where there is none. */
  Optional<ConsoleFile> find(String name, ServletContext war) {
    return Optional.ofNullable(TYPES.get(name))
        .map(type -> read.computeIfAbsent(name, file -> load(file, type, war)));
  }

  private static ConsoleFile load(String name, String type, ServletContext war) {
    try (InputStream in = war.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the application was built without " + FOLDER + name);
      }
      byte[] bytes = in.readAllBytes();
      return new ConsoleFile(type, new EntityTag(Etags.of(bytes)), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
