package io.novakms;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z_]+)` \\| (.+) \\| (.+) \\|$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  @Test
  void everyReasonCodeIsExplainedAndNoOther() throws IOException {
    assertThat(reasons().stream().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::code).toList());
  }

  @Test
  void consoleExplainsEveryReasonCodeInTheSameWords() throws IOException {
    String words =
        Files.readString(Path.of("src/main/webapp/console/reasons.js")).replace("\\'", "'");

    assertThat(reasons())
        .isNotEmpty()
        .allSatisfy(
            row ->
                assertThat(words)
                    .contains(
                        "  %s: {\n    means: '%s',\n    todo: '%s',\n  },\n"
                            .formatted(
                                row.group(1),
                                row.group(2).replace("`", ""),
                                row.group(3).replace("`", ""))));
  }

  private static List<Matcher> reasons() throws IOException {
    return Files.readAllLines(Path.of("README.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .toList();
  }

  @Test
  void linkedFilesAreThere() throws IOException {
    for (String document : List.of("README.md", "CONTRIBUTING.md")) {
      List<Path> linked =
          LINK.matcher(Files.readString(Path.of(document)))
              .results()
              .map(link -> Path.of(link.group(1)))
              .toList();

      assertThat(linked).isNotEmpty().allMatch(Files::exists);
    }
  }
}
