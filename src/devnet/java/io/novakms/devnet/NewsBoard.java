package io.novakms.devnet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** For a log: one line whenever a node changes. */
final class NewsBoard implements Board {
  private final Progress out;
  private final Map<String, String> known = new HashMap<>();
  private String lastSummary = "";

  NewsBoard(Progress out) {
    this.out = out;
  }

  @Override
  public void show(List<NodeView> nodes, String summary) {
    for (NodeView node : nodes) {
      String news = node.essence();
      if (!news.equals(known.put(node.name(), news))) {
        out.say(node.name() + ": " + news);
      }
    }
    if (!summary.equals(lastSummary)) {
      lastSummary = summary;
      out.say(summary);
    }
  }
}
