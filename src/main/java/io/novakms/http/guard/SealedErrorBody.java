package io.novakms.http.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.http.message.ErrorBody;

/**
 * The body of an error to a caller that the registry knows (protocol, section 6, "Bound answers").
 *
 * @param code as in {@link ErrorBody}
 * @param message as in {@link ErrorBody}
 * @param sealed an envelope with both, and with what they answer
 */
record SealedErrorBody(String code, String message, JsonNode sealed) {}
