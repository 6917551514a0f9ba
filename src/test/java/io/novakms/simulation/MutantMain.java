package io.novakms.simulation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/**
 * Runs the simulation on each {@link Mutant}: a node with one deliberate fault, which has to be
 * found within {@code -Dsim.seeds} seeds. With {@code -Dsim.mutant}, only on those whose name
 * contains that text. Compiles the mutated class into a directory that comes first on the class
 * path of a process of its own.
 */
public final class MutantMain {
  private static final Path SOURCES = Path.of("src/main/java/io/novakms");
  private static final Path MUTANTS = Path.of("target/mutants");
  private static final Pattern FOUND = Pattern.compile("seed (\\d+) .*\\R {2}([a-z-]+) at");
  private static final Pattern RUNS = Pattern.compile("runs +(\\d+)");

  private MutantMain() {}

  /** Ends with 1 where a mutant was not found, or can't be made. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String only = System.getProperty("sim.mutant", "");
    int missed = 0;
    int number = 0;
    for (Mutant mutant : Mutant.all()) {
      number++;
      if (mutant.name().contains(only)) {
        missed += isFound(mutant, MUTANTS.resolve(Integer.toString(number))) ? 0 : 1;
      }
    }
    System.out.println(missed == 0 ? "every mutant was found" : missed + " mutants were not found");
    System.exit(missed == 0 ? 0 : 1);
  }

  /** The source of {@code mutant}; empty where the text that it replaces is not there once. */
  static String mutated(Mutant mutant) throws IOException {
    String source = Files.readString(SOURCES.resolve(mutant.file()));
    int place = source.indexOf(mutant.original());
    boolean once = place >= 0 && source.indexOf(mutant.original(), place + 1) < 0;
    return once ? source.replace(mutant.original(), mutant.mutated()) : "";
  }

  private static boolean isFound(Mutant mutant, Path directory)
      throws IOException, InterruptedException {
    String source = mutated(mutant);
    if (source.isEmpty()) {
      return told(mutant, false, "the text that it replaces is not there once");
    }
    Path file = directory.resolve("io/novakms").resolve(mutant.file());
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    String classPath = System.getProperty("java.class.path");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-parameters",
                "-cp",
                classPath,
                "-d",
                directory.toString(),
                file.toString());
    if (compiled != 0) {
      return told(mutant, false, "it does not compile");
    }
    String printed = simulated(directory + File.pathSeparator + classPath);
    Matcher found = FOUND.matcher(printed);
    Matcher runs = RUNS.matcher(printed);
    String seeds = runs.find() ? runs.group(1) + " seeds" : "a failure: " + tail(printed);
    return found.find()
        ? told(mutant, true, found.group(2) + " broken by seed " + found.group(1) + ", " + seeds)
        : told(mutant, !runs.find(0), "not found in " + seeds);
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 300));
  }

  private static boolean told(Mutant mutant, boolean found, String how) {
    System.out.printf("%-6s %s: %s%n", found ? "found" : "MISSED", mutant.name(), how);
    return found;
  }

  private static String set(String property, String otherwise) {
    String text = System.getProperty(property, "");
    return text.isEmpty() ? otherwise : text;
  }

  private static String simulated(String classPath) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-Dsim.first=1",
                "-Dsim.stop=true",
                "-Dsim.seeds=" + set("sim.seeds", "200"),
                "-Dsim.hours=" + set("sim.hours", "0.5"),
                "-cp",
                classPath,
                SimulationMain.class.getName()));
    Path printed = Files.createTempFile("mutant", ".txt");
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(printed.toFile())
        .start()
        .waitFor();
    String text = Files.readString(printed);
    Files.delete(printed);
    return text;
  }
}
