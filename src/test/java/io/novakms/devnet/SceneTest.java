package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.devnet.FakeStage.Fault;
import io.novakms.model.Hex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneTest {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Map<Fault, String> PART_THAT_FAILS =
      Map.of(
          Fault.REFUSES, "one app, one key",
          Fault.KEYS_DIFFER_BY_NODE, "one app, one key",
          Fault.KEYS_ARE_ALL_APPS, "another app, another key",
          Fault.WRITES_STAY, "a write spreads",
          Fault.DATA_IS_ALL_APPS, "a write spreads",
          Fault.DELETES_STAY, "a delete spreads",
          Fault.NEVER_SERVES_AGAIN, "kill -9 and restart",
          Fault.COMES_BACK_EMPTY, "kill -9 and restart",
          Fault.COMES_BACK_WITH_DELETED_DATA, "kill -9 and restart");

  private final List<String> said = new ArrayList<>();

  @Test
  void everyPartIsToldOnGoodNodes() {
    FakeStage stage = new FakeStage(3);

    scene(stage).play();

    assertThat(said)
        .anyMatch(line -> line.startsWith("app 2 derives 'wallet/0' on node-1, node-2, node-3"))
        .anyMatch(line -> line.startsWith("app 3 derives 'wallet/0' on node-1: another key"))
        .anyMatch(line -> line.startsWith("app 2 reads the same value on node-1, node-2, node-3"))
        .anyMatch(line -> line.startsWith("app 2 deletes 'greeting' on node-3"))
        .anyMatch(line -> line.startsWith("node-3 is killed"))
        .anyMatch(line -> line.startsWith("node-3 has all of it again: 3 values"));
    assertThat(stage.killed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void failureNamesItsPart(Fault fault) {
    assertThatThrownBy(() -> scene(new FakeStage(3, fault)).play())
        .isInstanceOf(SceneException.class)
        .hasMessageStartingWith("'" + PART_THAT_FAILS.get(fault) + "' failed: ");
  }

  @Test
  void nodesAnswerIsInTheMessage() {
    assertThatThrownBy(() -> scene(new FakeStage(3, Fault.REFUSES)).play())
        .hasMessageContaining("503 service_unavailable: not now");
  }

  @Test
  void keyIsNeverTold() {
    FakeStage stage = new FakeStage(2);

    scene(stage).play();

    assertThat(said).noneMatch(line -> line.contains(hex(stage.derive(0, 0, "wallet/0"))));
  }

  @Test
  void loneNodeIsNotKilledAsNoNodeCouldGiveItItsDataBack() {
    FakeStage stage = new FakeStage(1);

    scene(stage).play();

    assertThat(said)
        .contains("left out, as it needs 2 nodes: kill -9 and restart")
        .noneMatch(line -> line.contains("killed"));
  }

  private Scene scene(Stage stage) {
    return new Scene(stage, SOON, SOON, said::add);
  }

  private static String hex(byte[] key) {
    return Hex.encode(key).substring(0, 16);
  }
}
