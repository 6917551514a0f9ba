package io.novakms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents point to: other documents, places in them, pictures, files and tests. */
class DocsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HTML = Pattern.compile("(?:src|srcset|href)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract))\\.(\\w+)`");
  private static final Pattern SOURCE =
      Pattern.compile("`((?:src|server-config|docs)/[\\w./-]*\\w)`");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
          Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
          docs.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream())
          .map(ROOT::relativize)
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Path document) {
    List<String> dead = new ArrayList<>();
    for (String link : links(text(document))) {
      if (!leadsSomewhere(document, link)) {
        dead.add(link);
      }
    }
    assertThat(dead).as("links of " + document + " that lead nowhere").isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void everyFileThatIsNamedExists(Path document) {
    assertThat(matches(SOURCE, withoutFences(text(document))).map(match -> match.group(1)))
        .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void everyTestThatIsNamedExists(Path document) throws IOException {
    Map<String, String> tests = tests();
    for (MatchResult named : matches(TEST, text(document)).toList()) {
      assertThat(tests).as(document.toString()).containsKey(named.group(1));
      assertThat(tests.get(named.group(1)))
          .as(named.group() + " in " + document)
          .contains("void " + named.group(2) + "(");
    }
  }

  @Test
  void everyDocumentIsFoundFromTheReadme() throws IOException {
    Set<Path> found = new LinkedHashSet<>(Set.of(Path.of("README.md")));
    List<Path> toRead = new ArrayList<>(found);
    while (!toRead.isEmpty()) {
      Path document = toRead.remove(0);
      for (String link : links(text(document))) {
        Path target = target(document, link);
        if (target.toString().endsWith(".md")
            && Files.exists(ROOT.resolve(target))
            && found.add(target)) {
          toRead.add(target);
        }
      }
    }
    assertThat(found).containsAll(documents().toList());
  }

  @ParameterizedTest
  @CsvSource({
    "Two commands, two-commands",
    "Who's there?, whos-there",
    "`GET /health` and `X-KMS`, get-health-and-x-kms",
    "A [link](x.md) in it, a-link-in-it"
  })
  void anchorsAreThoseThatReadersGet(String heading, String anchor) {
    assertThat(slug(heading)).isEqualTo(anchor);
  }

  private static boolean leadsSomewhere(Path document, String link) {
    if (ELSEWHERE.matcher(link).matches()) {
      return true;
    }
    Path target = target(document, link);
    if (!Files.exists(ROOT.resolve(target))) {
      return false;
    }
    String anchor = URI.create(link).getFragment();
    return anchor == null || anchors(text(target)).contains(anchor);
  }

  private static Path target(Path document, String link) {
    String path = link.replaceFirst("#.*", "");
    if (ELSEWHERE.matcher(link).matches() || path.isEmpty()) {
      return document;
    }
    return ROOT.relativize(ROOT.resolve(document).resolveSibling(path).normalize());
  }

  private static Set<String> links(String text) {
    String prose = CODE.matcher(withoutFences(text)).replaceAll("");
    return Stream.concat(matches(LINK, prose), matches(HTML, prose))
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The anchors of all headings, numbered where a heading comes again. */
  private static Set<String> anchors(String text) {
    Map<String, Integer> seen = new HashMap<>();
    return matches(HEADING, withoutFences(text))
        .map(match -> slug(match.group(1)))
        .map(
            slug -> {
              int before = seen.merge(slug, 1, Integer::sum) - 1;
              return before == 0 ? slug : slug + "-" + before;
            })
        .collect(Collectors.toSet());
  }

  private static String slug(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static Map<String, String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("src/test/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  DocsTest::text,
                  (one, other) -> one + other));
    }
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results();
  }

  private static String withoutFences(String text) {
    return FENCE.matcher(text).replaceAll("");
  }

  private static String text(Path file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
