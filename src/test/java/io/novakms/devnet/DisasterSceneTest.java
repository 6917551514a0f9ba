package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disaster fails where a part of it did not go as it should. */
class DisasterSceneTest {
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Map<Flaw, String> PART_THAT_FAILS =
      Map.of(
          Flaw.SECRET_SURVIVES, "new processes know nothing",
          Flaw.STRANGERS_GET_SHARES, "no share for a node that the registry does not know",
          Flaw.FORGERIES_COUNT, "a forged share is named",
          Flaw.ONE_SHARE_IS_ENOUGH, "one share does nothing",
          Flaw.NEVER_SERVES_AGAIN, "two shares bring it back",
          Flaw.VALUES_ARE_LOST, "all keys and values are there",
          Flaw.LATE_VALUE_IS_LOST, "all keys and values are there",
          Flaw.OTHER_KEYS, "all keys and values are there",
          Flaw.DELETE_IS_LOST, "all keys and values are there");

  private enum Flaw {
    SECRET_SURVIVES,
    STRANGERS_GET_SHARES,
    FORGERIES_COUNT,
    ONE_SHARE_IS_ENOUGH,
    NEVER_SERVES_AGAIN,
    VALUES_ARE_LOST,
    LATE_VALUE_IS_LOST,
    OTHER_KEYS,
    DELETE_IS_LOST
  }

  private final List<String> said = new ArrayList<>();

  @Test
  void everyPartIsToldOnNodesThatComeBack() {
    new DisasterScene(new Nodes(Set.of()), SOON, SOON, said::add).play();

    assertThat(said)
        .hasSize(10)
        .anyMatch(
            line -> line.startsWith("all nodes are killed (kill -9), in the middle of writes"))
        .anyMatch(line -> line.contains("stay closed: secret_lost"))
        .anyMatch(line -> line.contains("wrong_share"))
        .last()
        .asString()
        .startsWith("all nodes have the same key, all ");
  }

  @ParameterizedTest
  @EnumSource
  void failureNamesItsPart(Flaw fault) {
    DisasterScene scene = new DisasterScene(new Nodes(Set.of(fault)), SOON, SOON, said::add);

    assertThatThrownBy(scene::play)
        .isInstanceOf(SceneException.class)
        .hasMessageStartingWith("'" + PART_THAT_FAILS.get(fault) + "' failed: ");
  }

  /** Nodes in memory, with all that they had on a disk. */
  private static final class Nodes extends FakeStage implements DisasterStage {
    private final Set<Flaw> flaws;
    private final Set<String> given = new HashSet<>();
    private final Set<Integer> unknown = new HashSet<>();
    private Map<String, byte[]> disk = new TreeMap<>();
    private boolean wasKilled;
    private volatile boolean dead;

    Nodes(Set<Flaw> flaws) {
      super(3);
      this.flaws = flaws;
    }

    private boolean has(Flaw fault) {
      return flaws.contains(fault);
    }

    private boolean isLost() {
      int needed = has(Flaw.ONE_SHARE_IS_ENOUGH) ? 1 : 2;
      return wasKilled && given.size() < needed && !has(Flaw.SECRET_SURVIVES);
    }

    private void requireOpen() {
      if (dead || isLost()) {
        throw new AppCallException(503, "service_unavailable", "not now");
      }
    }

    @Override
    public synchronized byte[] derive(int app, int node, String path) {
      requireOpen();
      return super.derive(app, node, wasKilled && has(Flaw.OTHER_KEYS) ? path + "x" : path);
    }

    @Override
    public synchronized void put(int app, int node, String key, byte[] value) {
      requireOpen();
      super.put(app, node, key, value);
    }

    @Override
    public synchronized Optional<byte[]> get(int app, int node, String key) {
      return super.get(app, node, key);
    }

    @Override
    public List<String> custodians() {
      return List.of("anna", "ben", "carla");
    }

    @Override
    public void fetchCustodyFile(int node) {}

    @Override
    public synchronized void killAll() {
      dead = true;
      wasKilled = true;
      disk = new TreeMap<>(nodes.get(0));
      nodes.forEach(Map::clear);
    }

    @Override
    public synchronized void start(int node) {
      dead = false;
      if (has(Flaw.VALUES_ARE_LOST)) {
        return;
      }
      nodes.get(node).putAll(disk);
      if (has(Flaw.LATE_VALUE_IS_LOST)) {
        nodes.get(node).keySet().removeIf(key -> key.endsWith("late/3"));
      }
      if (has(Flaw.DELETE_IS_LOST)) {
        nodes.get(node).put("0:deleted", new byte[0]);
      }
    }

    @Override
    public boolean serves(int node) {
      return !isLost() && !has(Flaw.NEVER_SERVES_AGAIN);
    }

    @Override
    public String whyClosed(int node) {
      return isLost() && !unknown.contains(node)
          ? Reason.SECRET_LOST.code() + ": " + given.size() + " of the 2 shares that are needed"
          : "";
    }

    @Override
    public void vouchFor(int node, boolean vouched) {
      if (vouched) {
        unknown.remove(node);
      } else {
        unknown.add(node);
      }
    }

    @Override
    public Given give(String custodian, int node) {
      if (unknown.contains(node)) {
        return new Given(has(Flaw.STRANGERS_GET_SHARES), "the registry does not vouch for it");
      }
      given.add(custodian);
      return new Given(true, "");
    }

    @Override
    public Given forge(String custodian, int node) {
      return new Given(has(Flaw.FORGERIES_COUNT), "wrong_share");
    }
  }
}
