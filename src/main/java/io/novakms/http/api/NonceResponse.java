package io.novakms.http.api;

import io.novakms.model.WireFormat;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** {@code GET /nonce} (protocol, section 5). */
@Schema(description = "`GET /nonce` (protocol, section 5).")
public record NonceResponse(
    @Schema(
            description = "Base64 of 16 random bytes; good for one request",
            pattern = WireFormat.NONCE)
        String nonce) {}
