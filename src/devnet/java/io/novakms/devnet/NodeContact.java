package io.novakms.devnet;

import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.net.URI;

/**
 * A node as an app knows it from the registry, before it has asked the node anything.
 *
 * @param url where it serves, without a slash at the end
 * @param wallet signs its answers
 * @param publicKey opens envelopes to it
 */
public record NodeContact(URI url, Wallet wallet, TeePublicKey publicKey) {
  /** A node of the local network. */
  public static NodeContact of(DevnetNode node) {
    return new NodeContact(node.url(), node.wallet(), node.teePublicKey());
  }
}
