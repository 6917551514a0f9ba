package io.novakms.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/**
 * What the sealed content of an envelope belongs to: one request, and where it is an answer its
 * status (protocol, section 6, "Bound answers"). The signatures of a request and of its answer
 * cover neither, so without it an envelope fits any request between the same two keys.
 *
 * @param method the HTTP method, as received
 * @param route path and query, as received
 * @param request hex SHA-256 of the header with the caller's signature
 */
public record Binding(String method, String route, String request) {
  /** The member of a sealed body that holds it. */
  public static final String FIELD = "bound";

  private static final String METHOD = "method";
  private static final String ROUTE = "route";
  private static final String REQUEST = "request";
  private static final String STATUS = "status";
  private static final String AT_MS = "at_ms";

  /**
   * The binding of one request.
   *
   * @param method the HTTP method
   * @param route path and query
   * @param signature the caller's signature exactly as sent; empty for a development identity
   */
  public static Binding of(String method, String route, String signature) {
    return new Binding(method, route, Hex.encode(sha256(signature)));
  }

  /**
   * The {@code bound} of an answer to the request.
   *
   * @param status the HTTP status
   * @param atMs when it is answered, in Unix milliseconds
   */
  public ObjectNode ofAnswer(int status, long atMs) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(METHOD, method)
        .put(ROUTE, route)
        .put(STATUS, status)
        .put(REQUEST, request)
        .put(AT_MS, atMs);
  }

  /**
   * The {@code bound} of the request itself, as nodes send it to each other. It names no route:
   * proxies may change the path of {@code /sync}, and peers have no other route.
   *
   * @param atMs when it is sent, in Unix milliseconds
   */
  public ObjectNode ofPeerRequest(long atMs) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(METHOD, method)
        .put(REQUEST, request)
        .put(AT_MS, atMs);
  }

  /** Whether {@code bound} is of an answer with {@code status} to this request of a peer. */
  public boolean isOfAnswerToPeer(JsonNode bound, int status) {
    JsonNode said = bound.path(STATUS);
    return method.equals(bound.path(METHOD).textValue())
        && request.equals(bound.path(REQUEST).textValue())
        && said.isInt()
        && said.intValue() == status;
  }

  /**
   * Accepts a request whose content is for it: every member of {@code bound} that is there has to
   * fit, and so has the time.
   *
   * @param bound from the envelope of the request
   * @param nowMs this node's time, in Unix milliseconds
   * @param within how far {@code at_ms} may be from that
   * @throws KmsException BAD_REQUEST where {@code bound} is malformed; UNAUTHORIZED where it is of
   *     another request or of another time
   */
  public void requireFits(JsonNode bound, long nowMs, Duration within) {
    if (!bound.isObject()) {
      throw malformed("has to be an object");
    }
    requireText(bound, METHOD, method);
    requireText(bound, ROUTE, route);
    requireText(bound, REQUEST, request);
    JsonNode at = bound.path(AT_MS);
    if (at.isMissingNode()) {
      return;
    }
    if (!at.isIntegralNumber() || !at.canConvertToLong()) {
      throw malformed("has at_ms as whole milliseconds");
    }
    // The distance of two longs may exceed a long.
    long most = within.toMillis();
    if (at.longValue() < nowMs - most || at.longValue() > nowMs + most) {
      throw new KmsException(
          Kind.UNAUTHORIZED,
          "'bound.at_ms' is over "
              + within.toSeconds()
              + " s from this node's clock, which shows "
              + nowMs);
    }
  }

  private static void requireText(JsonNode bound, String name, String expected) {
    JsonNode said = bound.path(name);
    if (said.isMissingNode()) {
      return;
    }
    if (!said.isTextual()) {
      throw malformed("has '" + name + "' as a string");
    }
    if (!said.textValue().equals(expected)) {
      throw new KmsException(
          Kind.UNAUTHORIZED, "the envelope was sealed for another request: 'bound." + name + "'");
    }
  }

  private static KmsException malformed(String why) {
    return new KmsException(Kind.BAD_REQUEST, "'bound' " + why);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
