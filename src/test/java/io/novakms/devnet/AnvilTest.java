package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnvilTest {
  @Test
  void stateIsKeptOverARestart() {
    try (Anvil anvil = Anvil.start()) {
      DevChain chain = DevChain.deploy(anvil.url());
      long block = chain.blockNumber();

      anvil.stop();
      assertThatThrownBy(chain::blockNumber).isInstanceOf(UncheckedIOException.class);
      anvil.restart();

      assertThat(chain.blockNumber()).isEqualTo(block);
      assertThat(chain.masterSecretHash()).isEmpty();
      chain.enrollVersion(chain.kmsAppId(), "2.0.0");
      assertThat(chain.blockNumber()).isGreaterThan(block);
    }
  }

  @Test
  void closeEndsTheProcess() {
    Anvil anvil = Anvil.start();
    ProcessHandle process = anvil.process();
    assertThat(process.isAlive()).isTrue();

    anvil.close();
    anvil.close();

    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void processThatRunsIsNotStartedTwice() {
    try (Anvil anvil = Anvil.start()) {
      assertThatThrownBy(anvil::restart).isInstanceOf(IllegalStateException.class);
      assertThat(anvil.process().isAlive()).isTrue();
    }
  }

  @Test
  void takenPortIsSaid() {
    try (Anvil anvil = Anvil.start()) {
      Anvil.Options same = Anvil.Options.DEFAULT.onPort(anvil.port());

      assertThatThrownBy(() -> Anvil.start(same))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Integer.toString(anvil.port()));
    }
  }

  @Test
  void blocksComeByThemselvesWithABlockTime(@TempDir Path directory) {
    Path log = directory.resolve("anvil.log");
    Anvil.Options options = Anvil.Options.DEFAULT.withBlockTime(Duration.ofSeconds(1)).withLog(log);
    try (Anvil anvil = Anvil.start(options)) {
      RpcClient rpc = new RpcClient(anvil.url());
      BigInteger first = Contract.number(rpc.call("eth_blockNumber"));

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Contract.number(rpc.call("eth_blockNumber")).compareTo(first) > 0);
      assertThat(log).isNotEmptyFile();
    }
  }
}
