package io.novakms.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Unpacks the server that the build fetched, and warms it up, once after each clean build. Of
 * several JVMs that ask for it at the same time one does the work, and the others wait.
 */
final class PayaraMicroSetup {
  // Enough for the application to start with; nothing listens on the discard port.
  private static final Map<String, String> NOWHERE =
      Map.of(
          "NOVA_APP_REGISTRY_ADDRESS", "0x0000000000000000000000000000000000000001",
          "KMS_REGISTRY_ADDRESS", "0x0000000000000000000000000000000000000002",
          "KMS_APP_ID", "1",
          "NODE_URL", "http://127.0.0.1:9",
          "CAPSULE_API_URL", "http://127.0.0.1:9");

  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private final Path jar;
  private final Path home;

  private PayaraMicroSetup(Path jar) {
    this.jar = jar;
    // An archive of classes is for one build of Java only.
    String java = Runtime.version().toString().replaceAll("[^0-9.]", "-");
    this.home = jar.resolveSibling("payara-micro-java-" + java);
  }

  /**
   * The server from the jar that the build put under {@code target/server}, or that the system
   * property {@code payara.micro.jar} names. The first call takes some seconds.
   *
   * @param war the application that it is to serve
   * @throws DevnetException where the jar isn't there, or doesn't run
   */
  static synchronized PayaraMicro prepare(Path war, Progress progress) {
    Path jar =
        Path.of(System.getProperty("payara.micro.jar", "target/server/payara-micro.jar"))
            .toAbsolutePath();
    if (!Files.isRegularFile(jar)) {
      throw new DevnetException(
          "there is no Payara Micro at " + jar + "; 'mvn process-test-resources' puts it there");
    }
    return new PayaraMicroSetup(jar).prepared(war, progress);
  }

  private PayaraMicro prepared(Path war, Progress progress) {
    Path done = home.resolve("done");
    if (!Files.exists(done)) {
      Path lock = home.resolveSibling(home.getFileName() + ".lock");
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock ours = channel.lock()) {
        if (ours.isValid() && !Files.exists(done)) {
          progress.say("unpacking and warming up the server (Payara Micro): once after each clean");
          // An interrupted preparation left half of it.
          Directories.delete(home);
          Directories.make(home);
          unpack();
          archiveClasses(new PayaraMicro(home), war);
          Directories.make(done);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot lock " + lock, e);
      }
    }
    return new PayaraMicro(home);
  }

  private void unpack() {
    run(
        new ProcessBuilder(
                PayaraMicro.java(),
                "-jar",
                jar.toString(),
                "--rootdir",
                home.toString(),
                "--outputlauncher")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())));
  }

  /** Starts the application once, cut off from everything, and keeps the server's classes. */
  private void archiveClasses(PayaraMicro server, Path war) {
    Path root = home.resolve("warm-up");
    server.makeRoot(root, true);
    Path unfinished = home.resolve("unfinished.jsa");
    List<String> archiving =
        List.of("-XX:ArchiveClassesAtExit=" + unfinished, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    List<String> once = List.of("--sslport", Integer.toString(FreePorts.next()), "--warmup");
    run(server.process(root, war, NOWHERE, archiving, once, log()));
    try {
      Files.move(unfinished, server.archive(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Payara Micro left no class archive; see " + log(), e);
    }
  }

  private void run(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      OrphanGuard.ofThisJvm().add(process.toHandle());
      if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      OrphanGuard.ofThisJvm().drop(process.toHandle());
      if (process.exitValue() != 0) {
        throw new DevnetException("Payara Micro could not be prepared; see " + log());
      }
    } catch (IOException e) {
      throw new DevnetException("java could not be started: " + PayaraMicro.java(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while Payara Micro was prepared", e);
    }
  }

  private Path log() {
    return home.resolve("preparation.log");
  }
}
