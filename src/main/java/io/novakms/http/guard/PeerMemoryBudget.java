package io.novakms.http.guard;

import io.novakms.config.KmsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The one {@link MemoryBudget} that all requests of peers, and the answers to them, share. */
@ApplicationScoped
public class PeerMemoryBudget {
  // A node has a push, a pull and a question for the secret under way at most.
  private static final int REQUESTS_OF_A_PEER = 4;
  private static final int LONG_BODIES_AT_ONCE = 2;

  private final MemoryBudget budget;

  /** For the container's proxy, which calls no method of it. */
  public PeerMemoryBudget() {
    this.budget = null;
  }

  /** Room for two of the longest bodies that {@code config} allows. */
  @Inject
  public PeerMemoryBudget(KmsConfig config) {
    this.budget =
        new MemoryBudget(REQUESTS_OF_A_PEER, LONG_BODIES_AT_ONCE * config.sync().maxPayloadBytes());
  }

  /** The budget. */
  public MemoryBudget budget() {
    return budget;
  }
}
