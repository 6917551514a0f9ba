package io.novakms.devnet;

import java.util.List;

/** What the disaster is played on: a stage whose nodes have journals, and custodians. */
interface DisasterStage extends Stage {
  /** What became of a share that a custodian gave: whether it was taken, and what was said. */
  record Given(boolean taken, String said) {}

  /** The custodians' names; any two of them are enough. */
  List<String> custodians();

  /** Lets the custodians keep the custody file that a node gives. */
  void fetchCustodyFile(int node);

  /** Kills all nodes at once, as {@code kill -9} does. */
  void killAll();

  /** Why a node is closed, with the detail; empty where it does not say. */
  String whyClosed(int node);

  /** Has the registry vouch for a node, or not any more. */
  void vouchFor(int node, boolean vouched);

  /** A custodian gives its share to a node, with the custodian's tool. */
  Given give(String custodian, int node);

  /** A custodian sends a node a share of which one bit is another. */
  Given forge(String custodian, int node);
}
