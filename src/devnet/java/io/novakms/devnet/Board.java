package io.novakms.devnet;

import java.util.List;

/** Shows how the nodes are. */
interface Board {
  /**
   * Shows {@code nodes} as they are now, and {@code summary} in a line of its own; says nothing
   * where nothing is new.
   */
  void show(List<NodeView> nodes, String summary);
}
