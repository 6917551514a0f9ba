package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The WAR on WildFly, on the JDK that runs the tests. */
class WildFlyAcceptanceIT extends AcceptanceContract {
  WildFlyAcceptanceIT() {
    super(Optional.of(Jdks.ofThisTest()), WildFly::new);
  }

  @Test
  void serverThatRunsIsNeitherSetUpNorTakenBack() {
    WildFly server = (WildFly) node().server();

    assertThatThrownBy(() -> server.configure(Map.of())).hasMessageContaining("stop the server");
    assertThatThrownBy(server::restore).hasMessageContaining("stop the server");
    assertThat(node().get("/health").statusCode()).isEqualTo(200);
  }
}
