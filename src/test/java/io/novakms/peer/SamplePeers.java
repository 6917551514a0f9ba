package io.novakms.peer;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.model.TeePublicKey;
import io.novakms.registry.Member;
import io.novakms.testing.Members;
import java.net.URI;

/** Peers that are acceptable in every way, and whose keys do not exist. */
final class SamplePeers {
  static final TeePublicKey KEY = new P384(CryptoProviders.available()).generate().publicKey();

  private SamplePeers() {}

  /** The URL of node number {@code n}. */
  static String url(int n) {
    return "https://node-" + n + ".example";
  }

  /** The record of node number {@code n}. */
  static Member member(int n) {
    return Members.member(Members.wallet(n), KEY, url(n));
  }

  /** Node number {@code n}. */
  static Peer peer(int n) {
    return Members.peer(Members.wallet(n), KEY, url(n));
  }

  /** A peer that is said to be at {@code url}. */
  static Peer peerAt(URI url) {
    return Members.peer(Members.wallet(2), KEY, url.toString());
  }
}
