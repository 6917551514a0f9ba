package io.novakms.http.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.http.openapi.Routes.Route;
import java.util.Set;

/** Which headers an answer has (protocol, section 5). */
final class Headers {
  private static final Set<Integer> NEVER_SIGNED = Set.of(406, 415, 429);

  /** These come from behind the door, or not at all. */
  private static final Set<Integer> ALWAYS_SIGNED = Set.of(200, 404, 507);

  private static final String REQUEST_ID = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

  /** Of an answer that has a tag: it may be kept, and has to be asked for again. */
  private static final String KEPT = "no-cache";

  private final Names names;

  /**
   * The names of headers that the HTTP entry itself chooses.
   *
   * @param requestId the request's id
   * @param nextNonce the nonce for the next request
   */
  public record Names(String requestId, String nextNonce) {}

  Headers(Names names) {
    this.names = names;
  }

  /** The headers of the answer of {@code route} with {@code status}. */
  ObjectNode of(Route route, int status) {
    ObjectNode headers = JsonNodeFactory.instance.objectNode();
    text(
        headers,
        names.requestId(),
        "Names the request in the node's log: 16 hex digits, or what a trusted proxy sent.",
        REQUEST_ID);
    constant(headers, "Cache-Control", isTagged(route, status) ? KEPT : "no-store");
    constant(headers, "X-Content-Type-Options", "nosniff");
    if (status == 429) {
      header(headers, "Retry-After", "After how many seconds to try again.", true)
          .put("type", "integer")
          .put("minimum", 1);
    }
    if (isTagged(route, status)) {
      text(headers, "ETag", "Changes when the answer does.", "^\"[0-9a-f]+\"$");
    }
    if (status == 200 || status == 304) {
      for (String name : route.contract().headers()) {
        header(headers, name, "What a browser is to do.", true).put("type", "string");
      }
    }
    if (status == 302) {
      header(headers, "Location", "Where it is.", true).put("type", "string");
    }
    route.contract().caller().kind().ifPresent(kind -> sign(headers, kind, status));
    return headers;
  }

  private static boolean isTagged(Route route, int status) {
    return route.contract().tagged() && (status == 200 || status == 304);
  }

  private void sign(ObjectNode headers, CallerKind kind, int status) {
    if (NEVER_SIGNED.contains(status)) {
      return;
    }
    boolean always = ALWAYS_SIGNED.contains(status);
    String when = always ? "" : " Missing where the request was refused before that was sure.";
    header(
            headers,
            kind.responseHeader(),
            "The node's EIP-191 signature over `NovaKMS:Response:<signature of the request, as"
                + " sent>:<the node's wallet>`: proves who answers, and to what."
                + when,
            always)
        .put("type", "string")
        .put("pattern", Proofs.SIGNATURE);
    header(
            headers,
            names.nextNonce(),
            "A nonce for the same caller's next request, in place of `GET /nonce`." + when,
            always)
        .put("type", "string")
        .put("pattern", Shape.NONCE);
  }

  private static void constant(ObjectNode headers, String name, String value) {
    header(headers, name, "The same in every answer.", true)
        .put("type", "string")
        .put("const", value);
  }

  private static void text(ObjectNode headers, String name, String words, String pattern) {
    header(headers, name, words, true).put("type", "string").put("pattern", pattern);
  }

  private static ObjectNode header(
      ObjectNode headers, String name, String words, boolean required) {
    ObjectNode header = headers.putObject(name).put("description", words);
    header.put("required", required);
    return header.putObject("schema");
  }
}
