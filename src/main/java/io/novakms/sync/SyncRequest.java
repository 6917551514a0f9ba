package io.novakms.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.secret.VerifiedSecret;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * An authenticated request of a peer, on a node with a verified secret.
 *
 * @param secret this node's verified secret
 * @param caller the peer's wallet, proven
 * @param envelope the body as it was sent, which {@code signature} is over
 * @param inner the decrypted body
 * @param signature the header {@code x-sync-signature}
 * @param memory reserves memory for a long answer, of so many bytes at most, until it is sent;
 *     throws a {@link KmsException} of kind UNAVAILABLE where there is none now
 */
public record SyncRequest(
    VerifiedSecret secret,
    Wallet caller,
    JsonNode envelope,
    JsonNode inner,
    Optional<String> signature,
    LongConsumer memory) {}
