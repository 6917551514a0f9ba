package io.novakms.peer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.novakms.peer.PeerException.Fault;
import java.io.IOException;
import java.util.regex.Pattern;

/** JSON from a peer: of limited depth, in one piece, without a name given twice. */
final class PeerJson {
  private static final int MAX_DEPTH = 32;
  private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");

  // A string may be as long as the body that it came in, whose length is limited already: an
  // envelope is little else than one.
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private PeerJson() {}

  /**
   * Reads one JSON object.
   *
   * @throws PeerException of fault GARBLED where {@code body} is not one
   */
  static JsonNode object(byte[] body) {
    JsonNode json = read(body);
    if (!json.isObject()) {
      throw garbled();
    }
    return json;
  }

  private static JsonNode read(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      // Without the cause: the parser's message quotes what it read.
      throw garbled();
    }
  }

  private static PeerException garbled() {
    return new PeerException(Fault.GARBLED, "its answer is not a JSON object");
  }

  /** The {@code code} of an error answer, where it has the form of one; else empty. */
  static String errorCode(byte[] body) {
    try {
      String code = object(body).path("code").asText();
      return CODE.matcher(code).matches() ? code : "";
    } catch (PeerException e) {
      return "";
    }
  }
}
