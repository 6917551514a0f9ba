package io.novakms.devnet;

import static io.novakms.devnet.SceneChecks.await;
import static io.novakms.devnet.SceneChecks.require;
import static io.novakms.devnet.SceneChecks.same;
import static io.novakms.devnet.SceneChecks.seconds;

import io.novakms.devnet.DisasterStage.Given;
import io.novakms.model.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * All nodes are killed at once, in the middle of writes, and two of three custodians and the nodes'
 * journals bring everything back. Played on real nodes, and told line by line.
 */
final class DisasterScene {
  private static final int APP = 0;
  private static final int VALUES = 30;
  private static final String PATH = "wallet/0";
  private static final String DELETED = "deleted";
  private static final String LOST = Reason.SECRET_LOST.code();

  private final DisasterStage stage;
  private final Duration spreading;
  private final Duration restarting;
  private final Progress out;
  private final Map<String, byte[]> answered = new TreeMap<>();
  private byte[] derived;

  /**
   * A scene that was not played yet.
   *
   * @param spreading how long a change may take to be on all nodes
   * @param restarting how long nodes may take from their start until they say why they are closed,
   *     or until they serve
   */
  DisasterScene(DisasterStage stage, Duration spreading, Duration restarting, Progress out) {
    this.stage = stage;
    this.spreading = spreading;
    this.restarting = restarting;
    this.out = out;
  }

  private record Part(String name, Runnable play) {}

  /**
   * Plays it.
   *
   * @throws SceneException naming the part that failed; those after it are not played
   */
  void play() {
    List.of(
            new Part("custodians and values", this::prepare),
            new Part("all nodes are killed at once", this::killAll),
            new Part("new processes know nothing", this::newProcessesKnowNothing),
            new Part("no share for a node that the registry does not know", this::unknownNode),
            new Part("a forged share is named", this::forgedShare),
            new Part("one share does nothing", this::oneShare),
            new Part("two shares bring it back", this::twoShares),
            new Part("all keys and values are there", this::everythingIsThere))
        .forEach(this::play);
  }

  /** The values that were answered, by key. */
  Map<String, byte[]> answered() {
    return answered;
  }

  private void play(Part part) {
    try {
      part.play().run();
    } catch (AppCallException | SceneException e) {
      throw new SceneException("'" + part.name() + "' failed: " + e.getMessage(), e);
    }
  }

  private void prepare() {
    stage.fetchCustodyFile(0);
    say(
        "%s keep the custody file of %s; two of them are enough",
        String.join(", ", stage.custodians()), stage.node(0));
    derived = stage.derive(APP, 0, PATH);
    for (int i = 0; i < VALUES; i++) {
      put("value/" + i, i % stage.nodes());
    }
    stage.put(APP, 0, DELETED, bytes("to be deleted"));
    for (int node = 0; node < stage.nodes(); node++) {
      int one = node;
      String otherwise = stage.node(node) + " does not have all values";
      await(() -> hasAll(one) && stage.get(APP, one, DELETED).isPresent(), spreading, otherwise);
    }
    require(stage.delete(APP, 0, DELETED), "there was nothing to delete");
    say("%s writes %d values on all nodes, and deletes one", stage.app(APP), VALUES);
  }

  /** What is answered until the very end has to be there afterwards, too. */
  private void killAll() {
    Writer writer = new Writer();
    writer.start();
    await(() -> writer.count() >= VALUES, spreading, "no more than a few writes were answered");
    stage.killAll();
    writer.end();
    answered.putAll(writer.answered());
    say(
        "all nodes are killed (kill -9), in the middle of writes: %d more were answered",
        writer.answered().size());
  }

  private void newProcessesKnowNothing() {
    IntStream.range(0, stage.nodes()).forEach(stage::start);
    for (int node = 0; node < stage.nodes(); node++) {
      awaitClosed(node, "");
    }
    try {
      stage.derive(APP, 0, PATH);
      throw new SceneException(stage.node(0) + " serves without the secret");
    } catch (AppCallException e) {
      say("new processes start, and stay closed: %s", LOST);
    }
  }

  private void unknownNode() {
    int last = stage.nodes() - 1;
    stage.vouchFor(last, false);
    Given given = stage.give(stage.custodians().get(0), last);
    require(!given.taken(), "a node that the registry does not know got a share");
    require(given.said().contains("does not vouch"), "it was refused for: " + given.said());
    say("%s is taken out of the registry: the tool gives it nothing", stage.node(last));
    stage.vouchFor(last, true);
    awaitClosed(last, "");
  }

  private void forgedShare() {
    String forger = stage.custodians().get(2);
    Given given = stage.forge(forger, 0);
    require(!given.taken(), "a forged share was taken");
    require(given.said().contains("wrong_share"), "it was refused for: " + given.said());
    awaitClosed(0, "0 of the 2 shares");
    say("%s sends a share with one bit changed: %s", forger, given.said());
  }

  private void oneShare() {
    String first = stage.custodians().get(0);
    give(first);
    awaitClosed(0, "1 of the 2 shares");
    say("%s gives a share to %s: it is right, and alone does nothing", first, stage.node(0));
  }

  private void twoShares() {
    String second = stage.custodians().get(1);
    give(second);
    say("%s gives another: %s has the master secret again", second, stage.node(0));
    long start = System.nanoTime();
    for (int node = 0; node < stage.nodes(); node++) {
      int one = node;
      await(() -> stage.serves(one), restarting, stage.node(one) + " does not serve");
    }
    say("all nodes serve again, %s later", seconds(Duration.ofNanos(System.nanoTime() - start)));
  }

  private void everythingIsThere() {
    for (int node = 0; node < stage.nodes(); node++) {
      int one = node;
      require(
          Arrays.equals(stage.derive(APP, node, PATH), derived),
          stage.node(node) + " derives another key than before");
      await(
          () -> hasAll(one) && stage.get(APP, one, DELETED).isEmpty(),
          spreading,
          stage.node(node) + " does not have what was answered before: " + missing(one));
    }
    say(
        "all nodes have the same key, all %d values that were answered, and the delete",
        answered.size());
  }

  private void give(String custodian) {
    Given given = stage.give(custodian, 0);
    require(given.taken(), custodian + "'s share was not taken: " + given.said());
  }

  private void awaitClosed(int node, String detail) {
    await(
        () -> stage.whyClosed(node).startsWith(LOST) && stage.whyClosed(node).contains(detail),
        restarting,
        stage.node(node) + " is not " + LOST + " " + detail + " but: " + stage.whyClosed(node));
  }

  private void put(String key, int node) {
    stage.put(APP, node, key, bytes(key));
    answered.put(key, bytes(key));
  }

  private boolean hasAll(int node) {
    return missing(node).isEmpty();
  }

  private List<String> missing(int node) {
    return answered.entrySet().stream()
        .filter(one -> !same(stage.get(APP, node, one.getKey()), Optional.of(one.getValue())))
        .map(Map.Entry::getKey)
        .limit(3)
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void say(String format, Object... parts) {
    out.say(String.format(Locale.ROOT, format, parts));
  }

  /** Writes on all nodes in turn until the first write fails. */
  private final class Writer implements Runnable {
    private final Map<String, byte[]> written = new TreeMap<>();
    private final Thread thread = new Thread(this, "devnet-writer");
    private volatile int count;

    void start() {
      thread.setDaemon(true);
      thread.start();
    }

    int count() {
      return count;
    }

    void end() {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SceneException("interrupted");
      }
    }

    Map<String, byte[]> answered() {
      return written;
    }

    @Override
    public void run() {
      try {
        while (true) {
          String key = "late/" + count;
          stage.put(APP, count % stage.nodes(), key, bytes(key));
          written.put(key, bytes(key));
          count++;
        }
      } catch (RuntimeException e) {
        // The nodes are gone. What was not answered need not be there.
      }
    }
  }
}
