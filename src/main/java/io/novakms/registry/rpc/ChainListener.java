package io.novakms.registry.rpc;

import java.time.Duration;

/** Is told of each HTTP request to the chain's node, on any thread; must return at once. */
@FunctionalInterface
public interface ChainListener {
  /** Ignores all events. */
  ChainListener NONE = (provider, outcome, took) -> {};

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
   * @param provider whom it went to: a host, with its port where one is set
   * @param took from its start until its answer was read, or failed
   */
  void asked(String provider, Outcome outcome, Duration took);
}
