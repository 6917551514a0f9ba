package io.novakms.http.message;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Every error's body (protocol, section 6). */
@Schema(description = "Every error's body (protocol, section 6).")
public record ErrorBody(
    @Schema(description = "One word that programs can act on") String code,
    @Schema(
            description =
                "What was wrong and what to do, for the reader; never a secret, never the text "
                    + "of a foreign exception")
        String message) {}
