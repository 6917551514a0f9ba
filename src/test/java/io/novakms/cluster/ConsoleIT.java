package io.novakms.cluster;

import static io.novakms.cluster.Clusters.awaitServing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodePlan;
import io.novakms.testing.Browser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/**
 * The console of a real node in a real browser: first alone and closed, then open with two others.
 */
class ConsoleIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  private static Browser browser;
  private static Devnet devnet;
  private static List<DevnetNode> nodes;
  private static String closed;
  private static String spokenThen;

  @BeforeAll
  static void watchANodeOpen() {
    browser = Browser.start();
    devnet = Clusters.start(ConsoleIT.class);
    nodes =
        devnet.addNodes(
            List.of(
                NodePlan.named("node-1").with("KMS_BOOTSTRAP", "wait"),
                NodePlan.named("node-2").unregistered(),
                NodePlan.named("node-3").unregistered()));
    await().atMost(SOON).until(() -> nodes.get(0).status().isPresent());
    browser.open(nodes.get(0).consoleUrl());
    await().atMost(SOON).until(() -> browser.text("#reason").contains("awaiting_bootstrap"));
    closed = browser.text(".gate");
    browser.screenshot("cluster-closed");

    nodes.get(1).register();
    nodes.get(2).register();

    await().atMost(SOON).until(() -> browser.text("#gate-word").equals("Open"));
    spokenThen = (String) browser.run("return document.getElementById('spoken').textContent");
    browser.assertQuiet(nodes.get(0).url());
    awaitServing(nodes);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (devnet != null) {
      devnet.close();
    }
  }

  @BeforeEach
  void openNewly() {
    browser.resize(1280, 900);
    browser.prefer(Map.of("prefers-color-scheme", "light"));
    browser.open(nodes.get(0).consoleUrl());
    awaitText("#cluster-open", "3 of 3 open");
    awaitText("#picture-line", "All 3 nodes see each other.");
  }

  @Test
  void nodeIsShownClosedWithItsReasonAndThenOpenWithoutBeingAskedAgain() {
    assertThat(closed)
        .contains("Closed")
        .contains("awaiting_bootstrap")
        .contains("The chain has no hash, and this node may not set one")
        .contains("Start one node with KMS_BOOTSTRAP=generate");
    assertThat(spokenThen).isEqualTo("The gate is open: this node serves.");
    browser.screenshot("cluster-open");
  }

  @Test
  void stripAndStepsMoveWithTheTicks() {
    String before = newestTick();
    String line = browser.text("#tick-line");

    await().atMost(SOON).until(() -> !newestTick().equals(before));
    await().atMost(SOON).until(() -> !browser.text("#tick-line").equals(line));
    assertThat(browser.count("#steps .step[data-outcome=ok]")).isEqualTo(5);
  }

  @Test
  void clusterChainStoreAndSecretAreShown() {
    assertThat(browser.text("#members"))
        .contains(nodes.stream().map(node -> "localhost:" + node.url().getPort()).toList());
    assertThat(browser.text("#members")).contains("this node", "in step", "2 of 2");
    assertThat(browser.text("#chain-block")).startsWith("Block ");
    assertThat(browser.text("#chain-made")).contains("made ");
    assertThat(browser.text("#secret-state")).isEqualTo("Synced");
    assertThat(browser.text("#store-keys")).endsWith("values");
    assertThat(browser.text("#gate-lease")).matches("Lease: [0-9.]+ s left of 20 s.*");
    assertThat(browser.text("#about")).contains(nodes.get(0).wallet().address());
  }

  @Test
  void stoppedPeerTurnsUpAsUnreachableAndIsBackWhenItIs() {
    DevnetNode stopped = nodes.get(2);
    stopped.process().kill();

    String row = "#members [data-state=unreachable]";
    await()
        .atMost(SOON)
        .until(() -> browser.text(row).contains("localhost:" + stopped.url().getPort()));
    await().atMost(SOON).until(() -> browser.text("#picture-list").contains("No node sees node "));
    assertThat(browser.count("#nodes [data-state=unreachable]")).isEqualTo(1);
    assertThat(browser.text("#cluster-open")).isEqualTo("2 of 3 open");
    browser.screenshot("cluster-peer-stopped");

    devnet.startAgain(stopped);
    awaitText("#cluster-open", "3 of 3 open");
    awaitServing(nodes);
    browser.assertQuiet(nodes.get(0).url());
  }

  @Test
  void keyboardAloneIsEnough() {
    List<String> order = browser.tabOrder();

    assertThat(order).hasSize(7).allMatch(focused -> focused.endsWith("|true"));
    assertThat(order.get(0)).startsWith("Skip to");
    assertThat(order.get(1)).startsWith("Pause");
    assertThat(order.get(2)).startsWith("localhost:");
    browser.run("document.getElementById('pause').focus()");
    browser.press(Keys.SPACE);
    assertThat(browser.text("#fresh")).startsWith("Paused");
    browser.press(Keys.ENTER);
    await().atMost(SOON).until(() -> browser.text("#fresh").startsWith("Updated"));
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 360", "dark, 360"})
  void isAccessibleAndQuietInEveryPaletteAndWidth(String palette, int width) {
    browser.prefer(Map.of("prefers-color-scheme", palette));
    browser.resize(width, 800);
    browser.screenshot("cluster-" + palette + "-" + width);

    assertThat(browser.faults()).isEmpty();
    assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo((long) width);
    browser.assertQuiet(nodes.get(0).url());
  }

  private static void awaitText(String css, String text) {
    await().atMost(SOON).until(() -> browser.text(css).equals(text));
  }

  private static String newestTick() {
    return (String)
        browser.run("return document.querySelector('#strip .slot:last-child title').textContent");
  }
}
