package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import io.novakms.peer.PeerException.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.regex.Pattern;

/** JSON from a peer. */
final class PeerJson {
  private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");

  private PeerJson() {}

  /**
   * Reads one JSON object, as strictly as {@link StrictJson} does.
   *
   * @throws PeerException of fault GARBLED where {@code body} is not one
   */
  static JsonNode object(byte[] body) {
    try {
      return StrictJson.object(new ByteArrayInputStream(body));
    } catch (KmsException e) {
      throw new PeerException(Fault.GARBLED, "its answer is not a JSON object");
    } catch (IOException e) {
      throw new IllegalStateException("bytes can always be read", e);
    }
  }

  /** The {@code code} of an error answer, where it has the form of one; else empty. */
  static String errorCode(byte[] body) {
    try {
      return code(object(body));
    } catch (PeerException e) {
      return "";
    }
  }

  /** The {@code code} in {@code error}, where it has the form of one; else empty. */
  static String code(JsonNode error) {
    String code = error.path("code").asText();
    return CODE.matcher(code).matches() ? code : "";
  }

  /** The envelope beside an error; missing where there is none. */
  static JsonNode sealedRefusal(byte[] body) {
    try {
      return object(body).path("sealed");
    } catch (PeerException e) {
      return MissingNode.getInstance();
    }
  }
}
