package io.novakms.http.api;

import java.math.BigInteger;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to {@link DataDeleteRequest} (protocol, section 6). */
@Schema(description = "That a value was deleted.")
record DataDeleteResponse(
    @Schema(description = "The app, as the registry has it; up to 78 digits", minimum = "0")
        BigInteger appId,
    @Schema(description = "Key of the value") String key,
    @Schema(description = "Always true; a key without a value is answered with 404")
        boolean deleted,
    @Schema(
            description = "How many members are known to hold the deletion, this node included",
            minimum = "1")
        int replicas) {}
