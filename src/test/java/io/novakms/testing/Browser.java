package io.novakms.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real Chromium without a window, with a profile of its own that goes when it is closed. It keeps
 * a log of what pages asked for and complained of.
 */
public final class Browser implements AutoCloseable {
  private static final Duration SCRIPT_TIME = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADVICE =
      "the console was NOT tested in a browser: there is no Chromium with its driver on the PATH;"
          + " install both (Debian: apt-get install chromium chromium-driver), or name them with"
          + " -Dkms.chromium=FILE -Dkms.chromedriver=FILE";

  private final Path profile;
  private final ChromeDriver driver;
  private final String axe;

  private Browser(Path profile, ChromeDriver driver, String axe) {
    this.profile = profile;
    this.driver = driver;
    this.axe = axe;
  }

  /**
   * Starts one. Where there is none on this machine the test is skipped, which is said loudly; with
   * {@code -Dkms.browser=required} it fails.
   */
  public static Browser start() {
    Optional<File> chromium = find("kms.chromium", "chromium", "chromium-browser", "google-chrome");
    Optional<File> driver = find("kms.chromedriver", "chromedriver");
    if (chromium.isEmpty() || driver.isEmpty()) {
      if ("required".equals(System.getProperty("kms.browser"))) {
        Assertions.fail(ADVICE);
      }
      System.err.println("\n*** " + ADVICE + " ***\n");
      Assumptions.abort(ADVICE);
    }
    try {
      Path profile = Files.createTempDirectory("kms-browser");
      String axe =
          Files.readString(
              Path.of(
                  System.getProperty("kms.npm", "target/npm"),
                  "node_modules",
                  "axe-core",
                  "axe.min.js"));
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(driver.orElseThrow())
              .usingAnyFreePort()
              .withSilent(true)
              .build();
      ChromeDriver started = new ChromeDriver(service, options(chromium.orElseThrow(), profile));
      started.manage().timeouts().scriptTimeout(SCRIPT_TIME);
      return new Browser(profile, started, axe);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChromeOptions options(File chromium, Path profile) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium);
    options.setAcceptInsecureCerts(true);
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--window-size=1280,900",
        "--user-data-dir=" + profile);
    return options;
  }

  /** Goes to {@code page}; what was logged before is forgotten. */
  public void open(URI page) {
    driver.get("about:blank");
    complaints();
    requests();
    driver.get(page.toString());
  }

  /** Leaves the page, so that it asks nothing any more. */
  public void leave() {
    driver.get("about:blank");
  }

  /** The visible text of the element {@code css}; empty where there is none. */
  public String text(String css) {
    return driver.findElements(By.cssSelector(css)).stream()
        .findFirst()
        .map(WebElement::getText)
        .orElse("");
  }

  /** What {@code script} returns. */
  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** How many elements {@code css} selects. */
  public int count(String css) {
    return driver.findElements(By.cssSelector(css)).size();
  }

  /** Presses keys, one after the other, as a person at the keyboard does. */
  public void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /**
   * What the tab key leads to on the page as it is, in order, each with whether one can see that it
   * has the focus: {@code "text|true"}.
   */
  public List<String> tabOrder() {
    run("document.activeElement?.blur(); window.getSelection().removeAllRanges();");
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      press(Keys.TAB);
      String focused =
          (String)
              run(
                  "const e = document.activeElement;"
                      + "if (!e || e === document.body) return null;"
                      + "const s = getComputedStyle(e);"
                      + "const seen = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2"
                      + "  && e.getBoundingClientRect().top >= 0;"
                      + "return e.textContent.trim() + '|' + seen;");
      if (focused == null || order.contains(focused)) {
        return order;
      }
      order.add(focused);
    }
    return order;
  }

  /** Makes pages see these preferences of their reader, such as {@code prefers-color-scheme}. */
  public void prefer(Map<String, String> features) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            features.entrySet().stream()
                .map(f -> Map.of("name", f.getKey(), "value", f.getValue()))
                .toList()));
  }

  /** A window of this size; a narrow one is a phone's. */
  public void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  /** The whole page as a picture in {@code target/console}. */
  public Path screenshot(String name) {
    String data =
        (String)
            driver
                .executeCdpCommand(
                    "Page.captureScreenshot",
                    Map.of("format", "png", "captureBeyondViewport", true))
                .get("data");
    Path file = Path.of("target", "console", name + ".png");
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, Base64.getDecoder().decode(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The serious and critical faults that axe finds on the page, in words. */
  public List<String> faults() {
    run(axe);
    String found =
        (String)
            driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1];"
                    + "axe.run(document).then("
                    + "r => done(JSON.stringify(r.violations)), e => done('[{\"id\":\"' + e + '\"}]'));");
    return StreamSupport.stream(json(found).spliterator(), false)
        .filter(fault -> !List.of("minor", "moderate").contains(fault.path("impact").asText()))
        .map(fault -> fault.path("id").asText() + ": " + fault.path("nodes"))
        .toList();
  }

  /** What the page and the browser complained of since the last call. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  /** The addresses that pages asked for since the last call. */
  public List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> json(entry.getMessage()).path("message"))
        .filter(message -> message.path("method").asText().equals("Network.requestWillBeSent"))
        .map(message -> message.at("/params/request/url").asText())
        .toList();
  }

  /** Checks that the page complained of nothing, and asked for nothing outside of {@code base}. */
  public void assertQuiet(URI base) {
    assertThat(complaints()).as("what the browser complained of").isEmpty();
    assertThat(requests())
        .as("what was asked for")
        .isNotEmpty()
        .allMatch(url -> url.startsWith(base.toString()) || url.equals("about:blank"));
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      // It is in the folder for temporary files, which the system empties.
      System.err.println("left behind: " + profile);
    }
  }

  private static Optional<File> find(String property, String... names) {
    String named = System.getProperty(property, "");
    if (!named.isBlank()) {
      return Optional.of(new File(named));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(names)
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(dir -> new File(dir, name)))
        .filter(File::canExecute)
        .findFirst();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
