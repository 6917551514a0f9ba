import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The build's step for what comes from npm: installs anvil, solc, and what tests need beside them
 * (see package.json), and compiles the contracts. Does nothing where neither the packages nor the
 * sources changed since the last time.
 *
 * <p>Maven runs this file as it stands, with {@code java SolidityBuild.java <root> <npm folder>
 * <output folder>}; it is no part of the product. Exit code 1 means that the build can't go on, and
 * the line before it says what to do about that.
 */
final class SolidityBuild {
  private static final int OLDEST_NODE = 18;
  private static final int NPM_MINUTES = 10;
  private static final int COMPILE_MINUTES = 5;
  private static final boolean WINDOWS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");

  private static final String MAIN = "src/main/solidity";
  private static final String DEVNET = "src/devnet/solidity";

  private final Path root;
  private final Path npm;
  private final Path output;

  private SolidityBuild(Path root, Path npm, Path output) {
    this.root = root;
    this.npm = npm;
    this.output = output;
  }

  /** Runs the step; see the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      new SolidityBuild(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])).run();
    } catch (BuildFailure e) {
      System.err.println("Solidity: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    Stamp packages = new Stamp(npm.resolve("packages.sha256"), packageInputs(), platform());
    Stamp contracts = new Stamp(output.resolve("sources.sha256"), sources(), packages.hash);
    if (packages.isCurrent() && contracts.isCurrent()) {
      say("anvil, solc and the compiled contracts are up to date");
      return;
    }
    requireNode();
    if (!packages.isCurrent()) {
      say("installing anvil, solc and the tests' tools from npm into " + root.relativize(npm));
      install();
      packages.write();
    }
    say("compiling the contracts into " + root.relativize(output));
    compile();
    contracts.write();
  }

  private List<Path> packageInputs() {
    return List.of(root.resolve(MAIN + "/package.json"), root.resolve(MAIN + "/package-lock.json"));
  }

  private List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    sources.add(root.resolve(MAIN + "/compile.mjs"));
    for (String folder : List.of(MAIN, DEVNET)) {
      try (Stream<Path> files = Files.list(root.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".sol")).sorted().forEach(sources::add);
      }
    }
    return sources;
  }

  private static String platform() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  private void requireNode() throws IOException, InterruptedException {
    String version =
        execute(root, 1, List.of("node", "--version"))
            .orElseThrow("'node' does not run; " + adviceOnNode());
    int major = Integer.parseInt(version.strip().replaceFirst("^v(\\d+)\\..*$", "$1"));
    if (major < OLDEST_NODE) {
      throw new BuildFailure("'node' is version " + major + "; " + adviceOnNode());
    }
  }

  private static String adviceOnNode() {
    return "install Node.js "
        + OLDEST_NODE
        + " or newer together with npm, see to it that both are on the PATH, and build again";
  }

  private void install() throws IOException, InterruptedException {
    Files.createDirectories(npm);
    for (Path file : packageInputs()) {
      Files.copy(file, npm.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    String command = WINDOWS ? "npm.cmd" : "npm";
    execute(root, 1, List.of(command, "--version"))
        .orElseThrow("'" + command + "' does not run; " + adviceOnNode());
    execute(
            npm,
            NPM_MINUTES,
            List.of(
                command,
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefer-offline",
                "--loglevel=error",
                "--fetch-retries=1",
                "--fetch-timeout=60000"))
        .orElseThrow(
            "npm could not install the packages of "
                + MAIN
                + " (what it said is above); see to it that 'npm ping' succeeds, or name a registry"
                + " that can be reached with 'npm config set registry', and build again");
    if (!Files.isDirectory(npm.resolve("node_modules/solc")) || !hasAnvil()) {
      throw new BuildFailure(
          "npm left out solc or the anvil of this platform ("
              + platform()
              + "); build on a platform that "
              + MAIN
              + "/package-lock.json lists, and see to it that no npm setting omits optional"
              + " packages");
    }
  }

  private boolean hasAnvil() throws IOException {
    // The package "anvil" itself is only a launcher; the binary is in the platform's own.
    try (Stream<Path> packages = Files.list(npm.resolve("node_modules/@foundry-rs"))) {
      return packages.anyMatch(
          folder ->
              Files.exists(folder.resolve("bin/anvil"))
                  || Files.exists(folder.resolve("bin/anvil.exe")));
    }
  }

  private void compile() throws IOException, InterruptedException {
    execute(
            root,
            COMPILE_MINUTES,
            List.of(
                "node",
                MAIN + "/compile.mjs",
                npm.toString(),
                output.toString(),
                root.toString(),
                MAIN,
                DEVNET))
        .orElseThrow("the contracts do not compile; correct what solc says above");
  }

  /** Runs a command, and keeps what it says until it is known whether anyone wants to see it. */
  private static Outcome execute(Path directory, int minutes, List<String> command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("solidity-build", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      return new Outcome(ended && process.exitValue() == 0, Files.readString(log));
    } catch (IOException e) {
      return new Outcome(false, "");
    } finally {
      Files.delete(log);
    }
  }

  private static void say(String what) {
    System.out.println("Solidity: " + what);
  }

  /** How a command ended, and what it said. */
  private record Outcome(boolean succeeded, String said) {
    String orElseThrow(String message) {
      if (!succeeded) {
        System.err.print(said);
        throw new BuildFailure(message);
      }
      return said;
    }
  }

  /** A hash of what went into a step, kept beside what came out of it. */
  private static final class Stamp {
    private final Path file;
    private final String hash;

    Stamp(Path file, List<Path> inputs, String context) throws IOException {
      this.file = file;
      MessageDigest digest = sha256();
      digest.update(context.getBytes(StandardCharsets.UTF_8));
      for (Path input : inputs) {
        digest.update(("\n" + input.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(input));
      }
      this.hash = HexFormat.of().formatHex(digest.digest());
    }

    boolean isCurrent() throws IOException {
      return Files.exists(file) && Files.readString(file).equals(hash);
    }

    void write() throws IOException {
      Files.writeString(file, hash);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  /** The build can't go on; the message says why, and what to do. */
  private static final class BuildFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BuildFailure(String message) {
      super(message);
    }
  }
}
