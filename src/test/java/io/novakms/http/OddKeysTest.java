package io.novakms.http;

import io.novakms.model.AppId;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract in the tests' own process. */
class OddKeysTest implements OddKeysContract {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  /** All keys come from one address within the same second. */
  private static final Map<String, String> LIMITS =
      Map.of("RATE_LIMIT_PER_MINUTE", "1000000", "NONCE_RATE_LIMIT_PER_MINUTE", "1000000");

  private TestApp app;

  @BeforeEach
  void start() {
    ManualTime time = new ManualTime();
    TestNode node = new TestNode(TestSettings.with(LIMITS), time, time, Runnable::run);
    node.heart.open();
    RawHttp http = server.serve(node);
    app = new TestApp(node, http, AppId.of(49));
  }

  @Override
  public TestApp app() {
    return app;
  }
}
