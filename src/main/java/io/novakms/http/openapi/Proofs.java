package io.novakms.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.CallerKind;

/** How a caller proves its wallet (protocol, section 5), in the words of OpenAPI. */
final class Proofs {
  /** A signature as nodes send it. */
  static final String SIGNATURE = "^0x[0-9a-f]{130}$";

  private static final String DEV = "devIdentity";

  private static final String TOKEN = "operatorToken";

  private Proofs() {}

  /** Every header of a proof, as a security scheme by its own name. */
  static ObjectNode schemes() {
    ObjectNode schemes = JsonNodeFactory.instance.objectNode();
    for (CallerKind kind : CallerKind.values()) {
      scheme(
          schemes,
          kind.signatureHeader(),
          "`0x` and r, s, v in hex: the EIP-191 signature (`personal_sign`) over `"
              + kind.messagePrefix()
              + "<nonce>:<the node's wallet>:<timestamp>`, v 0 or 1.");
      scheme(
          schemes, kind.nonceHeader(), "A nonce of `GET /nonce` or of an earlier answer, as sent.");
      scheme(schemes, kind.timestampHeader(), "When it was signed: Unix seconds, in decimal.");
    }
    schemes
        .putObject(DEV)
        .put("type", "apiKey")
        .put("in", "header")
        .put("name", CallerAuthentication.DEV_HEADER)
        .put(
            "description",
            "The wallet alone. For development only: a node takes it where its operator has set"
                + " `KMS_DEV_IDENTITY=true`, which an enclave refuses.");
    schemes
        .putObject(TOKEN)
        .put("type", "http")
        .put("scheme", "bearer")
        .put(
            "description",
            "What the operator has set as `KMS_METRICS_TOKEN`. Where nothing is set, the caller's"
                + " address has to be one of `KMS_METRICS_ALLOW`.");
    return schemes;
  }

  /** What a request of {@code caller} needs: all headers of one of the alternatives. */
  static ArrayNode needed(Caller caller) {
    ArrayNode alternatives = JsonNodeFactory.instance.arrayNode();
    if (caller == Caller.OPERATOR) {
      alternatives.addObject().putArray(TOKEN);
      alternatives.addObject();
    }
    caller
        .kind()
        .ifPresent(
            kind -> {
              ObjectNode all = alternatives.addObject();
              Caller.proofHeaders(kind).forEach(all::putArray);
              if (kind == CallerKind.APP) {
                alternatives.addObject().putArray(DEV);
              }
            });
    return alternatives;
  }

  /** The header that a caller of {@code kind} may add to its proof. */
  static ObjectNode walletParameter(CallerKind kind) {
    ObjectNode parameter = JsonNodeFactory.instance.objectNode();
    parameter
        .put("name", kind.walletHeader())
        .put("in", "header")
        .put("description", "The caller's wallet: has to be the one that signed.")
        .put("required", false)
        .putObject("schema")
        .put("type", "string")
        .put("pattern", "^(0[xX])?[0-9a-fA-F]{40}$");
    return parameter;
  }

  private static void scheme(ObjectNode schemes, String header, String words) {
    schemes
        .putObject(header)
        .put("type", "apiKey")
        .put("in", "header")
        .put("name", header)
        .put("description", words);
  }
}
