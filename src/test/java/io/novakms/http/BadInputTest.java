package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.node.GateState.Serving;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract in the tests' own process. */
class BadInputTest extends BadInputContract {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
  private RawHttp http;

  @BeforeEach
  void openGate() {
    node.members();
    node.heart.open();
    http = server.serve(node);
  }

  @Override
  protected RawHttp http() {
    return http;
  }

  @Override
  protected void assertNothingChanged() {
    assertThat(node.answered).isEmpty();
    assertThat(node.nonces.size()).isZero();
    assertThat(node.store.stats().namespaces()).isZero();
    assertThat(node.heart.gate().state()).isInstanceOf(Serving.class);
    assertThat(node.heart.heartbeat().history()).hasSize(1);
  }
}
