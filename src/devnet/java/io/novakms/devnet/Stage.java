package io.novakms.devnet;

import java.util.Optional;

/** What the scene is played on: nodes and apps, both counted from 0. */
interface Stage {
  /** How many nodes there are. */
  int nodes();

  /** What a node is called. */
  String node(int node);

  /** What an app is called. */
  String app(int app);

  /** The key of 32 bytes that a node derives for an app. */
  byte[] derive(int app, int node, String path);

  /** Writes a value of an app on a node. */
  void put(int app, int node, String key, byte[] value);

  /** Reads a value of an app on a node. */
  Optional<byte[]> get(int app, int node, String key);

  /** Deletes a value of an app on a node; false where it has none. */
  boolean delete(int app, int node, String key);

  /** Kills a node as {@code kill -9} does. */
  void kill(int node);

  /** Starts a node that was killed; returns before it serves. */
  void start(int node);

  /** Whether a node serves. */
  boolean serves(int node);
}
