package io.novakms.devnet;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** For a terminal: a table that is drawn again in its place whenever something in it changes. */
final class TableBoard implements Board {
  private static final String HIDE_OVERFLOW = "\u001b[?7l";
  private static final String SHOW_OVERFLOW = "\u001b[?7h";
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final boolean colours;
  private List<String> drawn = List.of();

  TableBoard(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  @Override
  public void show(List<NodeView> nodes, String summary) {
    List<String> lines = new ArrayList<>();
    lines.add(row("node", "url", "health", "secret", "members", "block", "why it does not serve"));
    for (NodeView node : nodes) {
      lines.add(paint(node, row(node)));
    }
    lines.add("");
    lines.add("  " + summary);
    if (lines.equals(drawn)) {
      return;
    }
    StringBuilder text = new StringBuilder(HIDE_OVERFLOW);
    if (!drawn.isEmpty()) {
      text.append("\u001b[").append(drawn.size()).append('A');
    }
    lines.forEach(line -> text.append(CLEAR_LINE).append(line).append(System.lineSeparator()));
    out.print(text.append(SHOW_OVERFLOW));
    out.flush();
    drawn = lines;
  }

  private static String row(NodeView node) {
    return row(
        node.name(),
        node.url().toString(),
        node.phase().health(),
        node.secret().isEmpty() ? "-" : node.secret(),
        node.members() == 0 ? "-" : Integer.toString(node.members()),
        node.block() == 0 ? "-" : Long.toString(node.block()),
        node.why());
  }

  private static String row(
      String name,
      String url,
      String health,
      String secret,
      String members,
      String block,
      String why) {
    return String.format(
            "  %-8s %-24s %-7s %-14s %-8s %-7s %s", name, url, health, secret, members, block, why)
        .stripTrailing();
  }

  private String paint(NodeView node, String line) {
    if (!colours || node.phase() == NodeView.Phase.SILENT) {
      return line;
    }
    return (node.isServing() ? GREEN : RED) + line + PLAIN;
  }
}
