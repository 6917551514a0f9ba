package io.novakms.secret.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.util.Arrays;
import java.util.Locale;

/**
 * The outcome of a share's delivery to a node.
 *
 * @param result the outcome
 * @param custodian the giver's name in the file
 * @param given how many custodians' shares of that file were given for this purpose, this one among
 *     them
 * @param needed how many make the secret
 */
public record ShareVerdict(Result result, String custodian, int given, int needed) {
  /** The outcome of a share. */
  public enum Result {
    /** It matches the file's commitment; more shares are needed. */
    COUNTED,
    /** It was the last one that was needed: the node has the master secret again. */
    RECOVERED,
    /** It was the last one that was needed: the shares make the secret that the node has. */
    REHEARSED,
    /**
     * It was the last one that was needed, and the shares make something else than the secret with
     * the chain's hash. The fault is not one custodian's: the file itself was made wrong.
     */
    OF_ANOTHER_SECRET;

    /** The word in messages. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The JSON form. */
  public ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("result", result.word())
        .put("custodian", custodian)
        .put("given", given)
        .put("needed", needed);
  }

  /**
   * Reads the JSON form.
   *
   * @throws KmsException UNAVAILABLE where it is none
   */
  public static ShareVerdict parse(JsonNode json) {
    return Arrays.stream(Result.values())
        .filter(result -> result.word().equals(json.path("result").textValue()))
        .findFirst()
        .map(
            result ->
                new ShareVerdict(
                    result,
                    json.path("custodian").asText(),
                    json.path("given").asInt(),
                    json.path("needed").asInt()))
        .orElseThrow(
            () -> new KmsException(Kind.UNAVAILABLE, "the node's answer can't be understood"));
  }
}
