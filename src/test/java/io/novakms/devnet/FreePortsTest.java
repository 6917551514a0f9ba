package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  /** Prints whether this JVM gets the port that it is told. */
  static final class OtherJvm {
    private OtherJvm() {}

    /** Reserves the port that the first argument names. */
    public static void main(String[] args) {
      System.out.print(FreePorts.reserve(Integer.parseInt(args[0])));
    }
  }

  @Test
  void portThatIsListenedOnIsNotFree() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      assertThat(FreePorts.isFree(taken.getLocalPort())).isFalse();
    }
  }

  @Test
  void portsThatAreGivenOutCanBeListenedOn() throws IOException {
    int port = FreePorts.next();

    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
  }

  @Test
  void portIsGivenOutOnce() {
    assertThat(FreePorts.reserve(FreePorts.next())).isFalse();
  }

  @Test
  void portThatIsGivenOutIsReservedBeforeOtherJvms() throws Exception {
    int port = FreePorts.next();

    assertThat(inAnotherJvm(port)).isEqualTo("false");
    assertThat(inAnotherJvm(unreserved())).isEqualTo("true");
  }

  /** Below those that are given out, so that this JVM holds none of them. */
  private static int unreserved() {
    return 1_000 + (int) (ProcessHandle.current().pid() % 10_000);
  }

  private static String inAnotherJvm(int port) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).isZero();
    return printed;
  }
}
