package io.novakms.admin;

import io.novakms.node.DrainResult;

/** What a drain or a push achieved, as JMX shows it. */
public final class DeliveryData {
  private final DrainResult result;

  DeliveryData(DrainResult result) {
    this.result = result;
  }

  /** Whether the requests that were waited for have ended and every other node has every change. */
  public boolean isComplete() {
    return result.complete();
  }

  /** Whether the requests that were waited for have ended. */
  public boolean isRequestsEnded() {
    return result.requestsEnded();
  }

  /** How many other nodes there are. */
  public int getPeers() {
    return result.peers();
  }

  /** The nodes that are not known to have everything, each with the reason. */
  public String[] getLacking() {
    return result.lacking().entrySet().stream()
        .map(peer -> peer.getKey() + ": " + peer.getValue())
        .toArray(String[]::new);
  }

  /** The result in a few words. */
  public String getSummary() {
    String replicated =
        result.replicated()
            ? "all " + result.peers() + " other nodes have everything"
            : result.lacking().size()
                + " of "
                + result.peers()
                + " other nodes are not known to have everything";
    return result.requestsEnded()
        ? replicated
        : "some requests of apps have not ended; " + replicated;
  }
}
