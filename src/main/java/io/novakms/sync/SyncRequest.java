package io.novakms.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Wallet;
import io.novakms.secret.VerifiedSecret;
import java.util.Optional;

/**
 * What a peer asks of this node, once it is known who asks and that the secret is verified.
 *
 * @param secret this node's verified secret
 * @param caller the peer's wallet, proven
 * @param envelope the body as it was sent, which {@code signature} is over
 * @param inner the decrypted body
 * @param signature the header {@code x-sync-signature}
 * @param room counts an answer that may be long
 */
public record SyncRequest(
    VerifiedSecret secret,
    Wallet caller,
    JsonNode envelope,
    JsonNode inner,
    Optional<String> signature,
    ResponseMemory room) {}
