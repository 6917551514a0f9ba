package io.novakms.registry.rpc;

import java.time.Duration;

/** Is told of each HTTP request to the chain's node, on any thread; must return at once. */
@FunctionalInterface
public interface ChainListener {
  /** Tells nobody. */
  ChainListener NONE = (outcome, took) -> {};

  /** How a request ended. */
  enum Outcome {
    /** With answers to all its calls, be they errors. */
    ANSWERED,
    /** Without an answer in time. */
    TIMED_OUT,
    /** Without a connection, or with one that broke. */
    UNREACHABLE,
    /** With an answer that is of no use: another status, or no JSON-RPC. */
    REFUSED
  }

  /**
   * A request ended.
   *
   * @param took from its start until its answer was read, or failed
   */
  void asked(Outcome outcome, Duration took);
}
