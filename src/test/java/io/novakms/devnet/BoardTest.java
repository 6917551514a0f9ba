package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.devnet.NodeView.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final URI URL = URI.create("https://localhost:20001");
  private static final NodeView SILENT = NodeView.silent("node-1", URL);
  private static final NodeView CLOSED =
      new NodeView("node-1", URL, Phase.CLOSED, "awaiting_chain", "sent", "generated", 3, 7);
  private static final NodeView SERVING =
      new NodeView("node-1", URL, Phase.SERVING, "", "", "generated", 3, 8);
  private static final NodeView ANOTHER =
      new NodeView("node-2", URL, Phase.SERVING, "", "", "synced", 3, 8);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final List<String> news = new ArrayList<>();

  @Test
  void newsAreToldOnceAndOfEachThatChanged() {
    Board board = new NewsBoard(news::add);

    board.show(List.of(SILENT, ANOTHER), "1 of 2");
    board.show(List.of(SILENT, ANOTHER), "1 of 2");
    board.show(List.of(CLOSED, ANOTHER), "1 of 2");

    assertThat(news)
        .containsExactly(
            "node-1: no answer yet",
            "node-2: 200, serving (secret synced)",
            "1 of 2",
            "node-1: 503, awaiting_chain: sent");
  }

  @Test
  void tableShowsEveryNodeInALineWithItsReason() {
    new TableBoard(out, false).show(List.of(CLOSED, ANOTHER), "1 of 2");

    assertThat(text().lines().map(line -> line.replaceAll("\u001b\\[[0-9?]*[A-Za-z]", "").strip()))
        .containsExactly(
            "node     url                      health  secret         members  block   why it does"
                + " not serve",
            "node-1   https://localhost:20001  503     generated      3        7      "
                + " awaiting_chain: sent",
            "node-2   https://localhost:20001  200     synced         3        8",
            "",
            "1 of 2",
            "");
  }

  @Test
  void tableIsDrawnOverItselfWhereSomethingChanged() {
    Board board = new TableBoard(out, false);
    board.show(List.of(CLOSED, ANOTHER), "1 of 2");
    bytes.reset();

    board.show(List.of(SERVING, ANOTHER), "1 of 2");

    assertThat(text()).contains("\u001b[5A").contains("200     generated");
  }

  @Test
  void tableIsLeftAloneWhereNothingChanged() {
    Board board = new TableBoard(out, false);
    board.show(List.of(CLOSED, ANOTHER), "1 of 2");
    bytes.reset();

    board.show(List.of(CLOSED, ANOTHER), "1 of 2");

    assertThat(text()).isEmpty();
  }

  @Test
  void coloursTellServingFromClosedWhereTheyAreWelcome() {
    new TableBoard(out, true).show(List.of(CLOSED, ANOTHER, SILENT), "1 of 2");

    List<String> lines = text().lines().toList();
    assertThat(lines.get(1)).contains("\u001b[31m").endsWith("\u001b[0m");
    assertThat(lines.get(2)).contains("\u001b[32m").endsWith("\u001b[0m");
    assertThat(lines.get(3)).doesNotContain("\u001b[3");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
