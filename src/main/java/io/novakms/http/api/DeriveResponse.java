package io.novakms.http.api;

import io.novakms.model.AppId;
import io.novakms.model.WireFormat;
import java.math.BigInteger;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to {@link DeriveRequest} (protocol, section 6). */
@Schema(description = "A key of the app.")
record DeriveResponse(
    @Schema(description = "The app, as the registry has it; up to 78 digits", minimum = "0")
        BigInteger appId,
    @Schema(description = "As it was asked for") String path,
    @Schema(description = "Base64 of the key", pattern = WireFormat.BASE64) String key,
    @Schema(description = "Length of the key in bytes") int length) {
  /** The {@code key} of {@code app} at {@code path}. */
  static DeriveResponse of(AppId app, String path, byte[] key) {
    return new DeriveResponse(
        app.value(), path, Base64.getEncoder().encodeToString(key), key.length);
  }
}
