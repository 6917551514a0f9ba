package io.novakms.http.api;

import io.novakms.model.AppId;
import io.novakms.model.WireFormat;
import java.math.BigInteger;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to {@code GET /kms/data} with a key (protocol, section 6). */
@Schema(description = "A value.")
record DataReadResponse(
    @Schema(description = "The app, as the registry has it; up to 78 digits", minimum = "0")
        BigInteger appId,
    @Schema(description = "Key of the value") String key,
    @Schema(description = "Base64 of its bytes; may be empty", pattern = WireFormat.BASE64)
        String value,
    @Schema(description = "When it was written, in Unix milliseconds", minimum = "0")
        long updatedAtMs) {
  /** The {@code value} of {@code app} under {@code key}. */
  static DataReadResponse of(AppId app, String key, byte[] value, long updatedAtMs) {
    return new DataReadResponse(
        app.value(), key, Base64.getEncoder().encodeToString(value), updatedAtMs);
  }
}
