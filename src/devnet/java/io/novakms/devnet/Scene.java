package io.novakms.devnet;

import static io.novakms.devnet.SceneChecks.await;
import static io.novakms.devnet.SceneChecks.require;
import static io.novakms.devnet.SceneChecks.same;
import static io.novakms.devnet.SceneChecks.seconds;

import io.novakms.model.Hex;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a KMS is for, in five parts, played by two apps on real nodes and told line by line. A part
 * that needs more nodes than there are is left out, and that is told, too.
 */
final class Scene {
  private static final int APP = 0;
  private static final int OTHER_APP = 1;
  private static final String PATH = "wallet/0";
  private static final String KEY = "greeting";
  private static final byte[] VALUE = bytes("hello from node 1");
  private static final List<String> LATER_KEYS = List.of("later/1", "later/2", "later/3");
  private static final int FINGERPRINT_BYTES = 4;

  private final Stage stage;
  private final Duration spreading;
  private final Duration restarting;
  private final Progress out;
  private byte[] derived;

  /**
   * A scene that was not played yet.
   *
   * @param spreading how long a change may take to be on all nodes
   * @param restarting how long a node may take from its start until it serves
   */
  Scene(Stage stage, Duration spreading, Duration restarting, Progress out) {
    this.stage = stage;
    this.spreading = spreading;
    this.restarting = restarting;
    this.out = out;
  }

  private record Part(String name, int nodes, Runnable play) {}

  /**
   * Plays it.
   *
   * @throws SceneException naming the part that failed; those after it are not played
   */
  void play() {
    List.of(
            new Part("one app, one key", 1, this::oneKeyOnAllNodes),
            new Part("another app, another key", 1, this::anotherKeyForAnotherApp),
            new Part("a write spreads", 1, this::writeSpreads),
            new Part("a delete spreads", 1, this::deleteSpreads),
            new Part("kill -9 and restart", 2, this::killedNodeHasAllOfItAgain))
        .forEach(this::play);
  }

  private void play(Part part) {
    if (stage.nodes() < part.nodes()) {
      out.say("left out, as it needs " + part.nodes() + " nodes: " + part.name());
      return;
    }
    try {
      part.play().run();
    } catch (AppCallException | SceneException e) {
      throw new SceneException("'" + part.name() + "' failed: " + e.getMessage(), e);
    }
  }

  private void oneKeyOnAllNodes() {
    derived = stage.derive(APP, 0, PATH);
    for (int node = 1; node < stage.nodes(); node++) {
      requireSameKey(node);
    }
    say("%s derives '%s' on %s: %s", app(), PATH, names(0), shown(derived));
  }

  private void anotherKeyForAnotherApp() {
    byte[] another = stage.derive(OTHER_APP, 0, PATH);
    require(!Arrays.equals(another, derived), "both apps have the same key");
    say(
        "%s derives '%s' on %s: another key, %s",
        stage.app(OTHER_APP), PATH, stage.node(0), shown(another));
  }

  private void writeSpreads() {
    stage.put(APP, 0, KEY, VALUE);
    say("%s writes '%s' on %s", app(), KEY, stage.node(0));
    Duration took = awaitOnAll(0, KEY, Optional.of(VALUE), spreading);
    say("%s reads the same value on %s, %s later", app(), names(0), seconds(took));
    require(stage.get(OTHER_APP, 0, KEY).isEmpty(), "another app can read it");
    say("%s finds nothing there: it is not its data", stage.app(OTHER_APP));
  }

  private void deleteSpreads() {
    int last = stage.nodes() - 1;
    require(stage.delete(APP, last, KEY), stage.node(last) + " had nothing to delete");
    say("%s deletes '%s' on %s", app(), KEY, stage.node(last));
    Duration took = awaitOnAll(0, KEY, Optional.empty(), spreading);
    say("%s finds it on no node, %s later", app(), seconds(took));
  }

  private void killedNodeHasAllOfItAgain() {
    int victim = stage.nodes() - 1;
    stage.put(APP, 0, LATER_KEYS.get(0), VALUE);
    awaitOnAll(0, LATER_KEYS.get(0), Optional.of(VALUE), spreading);
    stage.kill(victim);
    say("%s is killed (kill -9); all that it knew was in its memory", stage.node(victim));
    LATER_KEYS.stream().skip(1).forEach(key -> stage.put(APP, 0, key, VALUE));
    say("%s writes %d more values on %s", app(), LATER_KEYS.size() - 1, stage.node(0));
    stage.start(victim);
    Duration took =
        await(
            () -> stage.serves(victim),
            restarting,
            stage.node(victim) + " does not serve after its restart");
    say("%s serves again, %s after its start", stage.node(victim), seconds(took));
    for (String key : LATER_KEYS) {
      awaitOnAll(victim, key, Optional.of(VALUE), spreading);
    }
    awaitOnAll(victim, KEY, Optional.empty(), spreading);
    requireSameKey(victim);
    say(
        "%s has all of it again: %d values, the delete, and %s",
        stage.node(victim), LATER_KEYS.size(), shown(derived));
  }

  private void requireSameKey(int node) {
    require(
        Arrays.equals(stage.derive(APP, node, PATH), derived),
        stage.node(node) + " derives another key than " + stage.node(0));
  }

  /** Waits until every node from {@code first} on reads what is {@code expected} at a key. */
  private Duration awaitOnAll(int first, String key, Optional<byte[]> expected, Duration patience) {
    long start = System.nanoTime();
    for (int node = first; node < stage.nodes(); node++) {
      int one = node;
      String otherwise =
          stage.node(one)
              + (expected.isPresent() ? " does not have '" : " still has '")
              + (key + "'");
      await(() -> same(stage.get(APP, one, key), expected), patience, otherwise);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private String app() {
    return stage.app(APP);
  }

  private String names(int first) {
    return IntStream.range(first, stage.nodes())
        .mapToObj(stage::node)
        .collect(Collectors.joining(", "));
  }

  /** Enough of a key's hash to compare keys by eye. */
  private static String shown(byte[] key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
      return "the key whose SHA-256 is "
          + Hex.encode(Arrays.copyOf(hash, FINGERPRINT_BYTES))
          + "...";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void say(String format, Object... parts) {
    out.say(String.format(Locale.ROOT, format, parts));
  }
}
