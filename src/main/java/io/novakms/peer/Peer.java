package io.novakms.peer;

import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.Member;
import java.net.URI;

/**
 * A member other than this node, whose record passed every check: the registry vouches for it, its
 * key is a point on P-384, and its URL is acceptable (protocol, section 2).
 *
 * @param wallet its identity
 * @param publicKey the key that envelopes to it are sealed for
 * @param url its base URL, without a slash at the end
 * @param member its record
 */
public record Peer(Wallet wallet, TeePublicKey publicKey, URI url, Member member) {}
