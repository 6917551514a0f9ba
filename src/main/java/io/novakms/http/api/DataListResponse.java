package io.novakms.http.api;

import io.novakms.model.AppId;
import java.math.BigInteger;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to {@code GET /kms/data} (protocol, section 6). */
@Schema(description = "The keys of the app's values.")
record DataListResponse(
    @Schema(description = "The app, as the registry has it; up to 78 digits", minimum = "0")
        BigInteger appId,
    @Schema(description = "Keys that have a value, sorted") List<String> keys,
    @Schema(description = "How many they are", minimum = "0") int count,
    @Schema(
            description =
                "Whether these are all that were acknowledged until two sync intervals ago, and what"
                    + " reached this node since; false: there may be more")
        boolean complete) {
  /** All {@code keys} of {@code app} that are known here. */
  static DataListResponse of(AppId app, List<String> keys, boolean complete) {
    return new DataListResponse(app.value(), keys, keys.size(), complete);
  }
}
