package io.novakms.admin;

import io.novakms.node.Delivered;

/** Who has what this node has, as JMX shows it. */
public final class DeliveryData {
  private final boolean requestsEnded;
  private final Delivered delivered;

  /**
   * As {@code delivered} says.
   *
   * @param requestsEnded whether no request was waited for in vain
   */
  DeliveryData(boolean requestsEnded, Delivered delivered) {
    this.requestsEnded = requestsEnded;
    this.delivered = delivered;
  }

  /**
   * Whether all is done: no request is under way that was waited for, and no node lacks anything.
   */
  public boolean isComplete() {
    return requestsEnded && delivered.complete();
  }

  /** Whether the requests that were waited for have ended. */
  public boolean isRequestsEnded() {
    return requestsEnded;
  }

  /** How many other nodes there are. */
  public int getPeers() {
    return delivered.peers();
  }

  /** Those that are not known to have everything, each with the reason. */
  public String[] getLacking() {
    return delivered.lacking().entrySet().stream()
        .map(peer -> peer.getKey() + ": " + peer.getValue())
        .toArray(String[]::new);
  }

  /** The same in a few words. */
  public String getSummary() {
    String lacking =
        delivered.complete()
            ? "all " + delivered.peers() + " other nodes have everything"
            : delivered.lacking().size()
                + " of "
                + delivered.peers()
                + " other nodes are not known to have everything";
    return requestsEnded ? lacking : "some requests of apps have not ended; " + lacking;
  }
}
