package io.novakms.http.api;

import java.math.BigInteger;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to {@link DataWriteRequest} (protocol, section 6). */
@Schema(description = "That a value was written.")
record DataWriteResponse(
    @Schema(description = "The app, as the registry has it; up to 78 digits", minimum = "0")
        BigInteger appId,
    @Schema(description = "Key of the value") String key,
    @Schema(description = "The time that it got, in Unix milliseconds", minimum = "0")
        long updatedAtMs,
    @Schema(
            description = "How many members are known to hold it, this node included",
            minimum = "1")
        int replicas) {}
