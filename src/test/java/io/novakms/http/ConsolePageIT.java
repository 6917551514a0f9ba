package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.testing.Browser;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The console in a real browser, on states that a test makes up. */
class ConsolePageIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Map<String, String> CALM = Map.of("prefers-reduced-motion", "reduce");

  private static Browser browser;

  private ScriptedConsole console;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void serve() throws IOException {
    console = new ScriptedConsole();
    browser.resize(1280, 900);
    browser.prefer(CALM);
  }

  @AfterEach
  void stop() {
    browser.leave();
    console.close();
  }

  @Test
  void closedGateShowsItsReasonWhatItMeansAndWhatToDo() {
    close("awaiting_chain", "the transaction is sent");
    visit("Closed");

    assertThat(browser.text("#reason"))
        .contains("awaiting_chain")
        .contains("The hash was sent and isn't on the chain yet")
        .contains("Wait some blocks; if it stays, see whether the chain makes blocks")
        .contains("The transaction is sent");
    assertThat(browser.text("#steps li:nth-child(3)")).contains("awaiting_chain");
    assertThat(browser.text("#steps li:nth-child(4)")).contains("not reached");
    assertThat(browser.run("return document.title")).asString().startsWith("Closed");
    browser.screenshot("closed");
  }

  @Test
  void openGateWhoseLeaseWasNotRenewedSaysSo() {
    console.reason = "chain_unreachable";
    console.detail = "no answer in 5 s";
    visit("Open, in doubt");

    assertThat(browser.text(".gate"))
        .contains("the latest tick did not renew it")
        .contains("Check NODE_URL from the node's machine");
    browser.screenshot("doubt");
  }

  @Test
  void onlyChangesOfTheGateAreSpoken() {
    visit("Open");
    assertThat(spoken()).isEqualTo("The gate is open: this node serves.");
    browser.run(
        "window.changes = [];"
            + "new MutationObserver(all => window.changes.push(...all.map(m => m.target.textContent)))"
            + ".observe(document.getElementById('spoken'),"
            + "  {childList: true, characterData: true, subtree: true});");
    awaitUpdates(3);
    assertThat(browser.run("return window.changes.length")).isEqualTo(0L);

    close("drained", "by an operator");
    await().atMost(SOON).until(() -> spoken().startsWith("The gate is closed: an operator"));
    console.open = true;
    console.reason = null;
    await().atMost(SOON).until(() -> spoken().startsWith("The gate is open"));
  }

  @Test
  void stripHasAMarkOfItsOwnForEachBadEndAndMovesWithEachTick() {
    visit("Open");
    assertThat(browser.count("#strip .slot")).isEqualTo(60);
    assertThat(marks("hung")).isEqualTo(1);
    assertThat(marks("failed")).isEqualTo(1);
    assertThat(marks("stopped")).isEqualTo(6);
    assertThat(browser.text("#strip-line")).startsWith("52 of the last 60 ticks complete.");
    String newest = newestTick();

    console.tick = 101;

    await().atMost(SOON).until(() -> !newestTick().equals(newest));
    assertThat(newestTick()).startsWith("Tick 101:");
  }

  @Test
  void nothingMovesWhileItUpdates() {
    visit("Open");
    awaitUpdates(1);
    browser.run(
        "window.shift = 0;"
            + "new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))"
            + ".observe({type: 'layout-shift'});");
    for (int i = 0; i < 4; i++) {
      console.tick += 7;
      awaitUpdates(1);
    }
    assertThat(((Number) browser.run("return window.shift")).doubleValue()).isLessThan(0.001);
  }

  @Test
  void memberThatCantBeReachedIsShownSoInTableAndPictureAndWords() {
    visit("Open");
    assertThat(browser.text("#picture-line")).isEqualTo("All 3 nodes see each other.");
    assertThat(browser.count("#edges .both")).isEqualTo(3);

    console.lastNodeIsUnreachable = true;

    await().atMost(SOON).until(() -> browser.text("#members").contains("Unreachable"));
    assertThat(browser.text("#members tr:nth-child(3)")).contains("no answer in time", "17");
    assertThat(browser.count("#nodes [data-state=unreachable]")).isEqualTo(1);
    assertThat(browser.count("#edges .both")).isEqualTo(1);
    assertThat(browser.text("#picture-list"))
        .contains("No node sees node 3.", "What node 3 sees is not known.");
    assertThat(browser.text("#cluster-open")).isEqualTo("2 of 3 open");
    browser.screenshot("unreachable");
  }

  @Test
  void nodeThatStopsAnsweringIsSaidToAndIsAskedLessOften() {
    visit("Open");

    console.status = 503;

    await().atMost(SOON).until(() -> browser.text("#gate-word").equals("No answer"));
    assertThat(browser.text(".gate")).contains("Last seen open", "HTTP status 503");
    assertThat(browser.text("#fresh")).startsWith("Last answer");
    assertThat(spoken()).isEqualTo("This node does not answer.");
    browser.screenshot("no-answer");
    assertThat(browser.faults()).isEmpty();
    int before = console.asked();
    await().during(Duration.ofSeconds(4)).atMost(SOON).until(() -> console.asked() - before <= 3);

    console.status = 200;
    browser.run("document.getElementById('retry').focus()");
    browser.press(Keys.ENTER);
    await().atMost(SOON).until(() -> browser.text("#gate-word").equals("Open"));
    assertThat(browser.run("return document.activeElement.id")).isEqualTo("main");
  }

  @Test
  void hiddenPageAsksNothingAndAsksAtOnceWhenItIsSeenAgain() {
    visit("Open");
    hide(true);
    int before = console.asked();
    await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> console.asked() - before <= 1);

    int hidden = console.asked();
    assertThat(requestsWhileShown()).isEqualTo(1L);
    await().atMost(SOON).until(() -> console.asked() > hidden);
  }

  @Test
  void pauseStopsUpdatesUntilItIsPressedAgain() {
    visit("Open");
    browser.run("document.getElementById('pause').focus()");
    browser.press(Keys.SPACE);
    assertThat(browser.text("#fresh")).startsWith("Paused");
    int before = console.asked();
    await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> console.asked() - before <= 1);

    browser.press(Keys.SPACE);
    await().atMost(SOON).until(() -> browser.text("#fresh").startsWith("Updated"));
  }

  @Test
  void textFromOutsideStaysText() {
    console.host = "evil.example/" + ScriptedConsole.HOSTILE + "#";
    close("<b>bold</b>", ScriptedConsole.HOSTILE + "x".repeat(2000));
    visit("Closed");

    assertThat(browser.text("#reason-seen")).startsWith(ScriptedConsole.HOSTILE).hasSize(301);
    assertThat(browser.count("#main img, #main b, #main script")).isZero();
    assertThat(browser.run("return document.title")).asString().doesNotStartWith("hacked");
    browser.assertQuiet(console.page());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 50})
  void pictureAndTableHoldAClusterOfAnySize(int nodes) {
    console.nodes = nodes;
    visit("Open");
    browser.screenshot("nodes-" + nodes);

    assertThat(browser.count("#nodes .node")).isEqualTo(nodes);
    assertThat(browser.count("#members tr")).isEqualTo(nodes);
    assertThat(outsideThePicture()).isEmpty();
    assertThat(browser.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "light, 1280",
    "dark, 1280",
    "light, 768",
    "dark, 768",
    "light, 360",
    "dark, 360",
    "light, 320"
  })
  void isAccessibleInEveryPaletteAndWidth(String palette, int width) {
    browser.prefer(Map.of("prefers-color-scheme", palette, "prefers-reduced-motion", "reduce"));
    browser.resize(width, 800);
    console.nodes = 4;
    console.lastNodeIsUnreachable = true;
    close("secret_unavailable", "0x0000000000000000000000000000000000001001: no answer in time");
    visit("Closed");
    browser.screenshot(palette + "-" + width);

    assertThat(browser.faults()).isEmpty();
    assertThat(browser.run("return document.documentElement.scrollWidth"))
        .as("no scrolling sideways")
        .isEqualTo((long) width);
  }

  @Test
  void keyboardReachesEverythingInReadingOrderAndShowsWhere() {
    visit("Open");
    List<String> order = browser.tabOrder();

    assertThat(order)
        .containsExactly(
            "Skip to the node’s state|true",
            "Pause|true",
            "localhost:20001|true",
            "localhost:20002|true",
            "/status|true",
            "/nodes|true",
            "/health|true");
  }

  @Test
  void faultWouldBeFound() {
    visit("Open");
    browser.run("document.documentElement.removeAttribute('lang')");

    assertThat(browser.faults()).singleElement().asString().startsWith("html-has-lang");
  }

  @Test
  void firstTabSkipsToTheState() {
    visit("Open");
    browser.press(Keys.TAB);
    browser.press(Keys.ENTER);

    assertThat(browser.run("return document.activeElement.id")).isEqualTo("main");
  }

  @Test
  void landmarksAndHeadingsAreInOrder() {
    visit("Open");

    assertThat(
            browser.run(
                "return [...document.querySelectorAll('h1,h2,h3')]"
                    + ".filter(h => h.checkVisibility()).map(h => h.tagName).join(' ')"))
        .isEqualTo("H1 H2 H2 H2 H2 H3 H2");
    assertThat(browser.count("header, main, footer")).isEqualTo(3);
    assertThat(browser.count("table caption, table[aria-labelledby]")).isEqualTo(1);
    assertThat(browser.count("svg[role=img]:not([aria-labelledby])")).isZero();
  }

  private void visit(String gate) {
    browser.open(console.page());
    await().atMost(SOON).until(() -> browser.text("#gate-word").equals(gate));
  }

  private void close(String reason, String detail) {
    console.reason = reason;
    console.detail = detail;
    console.open = false;
  }

  private void awaitUpdates(int count) {
    int target = console.asked() + count;
    // One more is on its way when the one before it is shown for sure.
    await().atMost(SOON).until(() -> console.asked() > target);
  }

  private static String spoken() {
    return (String) browser.run("return document.getElementById('spoken').textContent");
  }

  private static int marks(String outcome) {
    return browser.count("#strip .slot[data-outcome=" + outcome + "]");
  }

  private static String newestTick() {
    return (String)
        browser.run("return document.querySelector('#strip .slot:last-child title').textContent");
  }

  private static void hide(boolean hidden) {
    browser.run(hiding(hidden));
  }

  private static String hiding(boolean hidden) {
    return "Object.defineProperty(document, 'hidden', {configurable: true, get: () => arguments_0});"
            .replace("arguments_0", Boolean.toString(hidden))
        + "document.dispatchEvent(new Event('visibilitychange'));";
  }

  /** How many requests the page makes before it has heard to its end that it is seen again. */
  private static Object requestsWhileShown() {
    return browser.run(
        "const real = window.fetch; let requests = 0;"
            + "window.fetch = (...all) => { requests += 1; return real(...all); };"
            + hiding(false)
            + "window.fetch = real; return requests;");
  }

  private static List<?> outsideThePicture() {
    return (List<?>)
        browser.run(
            "const p = document.getElementById('picture').getBoundingClientRect();"
                + "return [...document.querySelectorAll('#nodes text, #nodes circle')]"
                + ".map(e => [e, e.getBoundingClientRect()])"
                + ".filter(([, r]) => r.left < p.left || r.right > p.right"
                + "  || r.top < p.top || r.bottom > p.bottom)"
                + ".map(([e]) => e.textContent || e.className.baseVal);");
  }
}
