package io.novakms.tee;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * JSON over plain HTTP to the Capsule API. Each call ends within the time-out, whatever the other
 * side does, and reads no more than its limit.
 */
final class CapsuleClient {
  /** Enough for any answer that holds no text of the caller's. */
  static final long SMALL_ANSWER_BYTES = 64 * 1024;

  /** The longest body that the API takes (protocol, section 7). */
  static final int MAX_BODY_BYTES = 10 << 20;

  private static final int PAYLOAD_TOO_LARGE = 413;

  private final String base;
  private final Duration timeout;
  private final CapsuleTransport http;

  CapsuleClient(URI base, Duration timeout, CapsuleTransport.Factory transports) {
    this.base = base.toString().replaceAll("/+$", "");
    this.timeout = timeout;
    this.http = transports.open(timeout);
  }

  /**
   * The answer to {@code GET path}.
   *
   * @throws TeeException where there is none in time, it is too long, or no JSON
   * @throws CapsuleRefusal where the status is not 200
   */
  CapsuleResponse get(String path) {
    return answer(path, Optional.empty(), SMALL_ANSWER_BYTES);
  }

  /**
   * The answer to {@code POST path}, of at most {@code limit} bytes; fails as {@link #get}, and
   * with a {@link KmsException} of kind TOO_LARGE, before anything is sent, where {@code body} is
   * over {@link #MAX_BODY_BYTES}.
   */
  CapsuleResponse post(String path, JsonNode body, long limit) {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    if (json.length > MAX_BODY_BYTES) {
      throw tooLarge(null);
    }
    return answer(path, Optional.of(json), limit);
  }

  private static KmsException tooLarge(CapsuleRefusal cause) {
    return new KmsException(
        KmsException.Kind.TOO_LARGE,
        "this node's TEE seals and opens no envelope that long: it takes bodies of "
            + (MAX_BODY_BYTES + " bytes at most, in which the content stands as hex"),
        cause);
  }

  private CapsuleResponse answer(String path, Optional<byte[]> json, long limit) {
    CapsuleTransport.Answer response = send(path, json, limit);
    if (response.status() == PAYLOAD_TOO_LARGE) {
      throw tooLarge(new CapsuleRefusal(path, PAYLOAD_TOO_LARGE));
    }
    if (response.status() != 200) {
      throw new CapsuleRefusal(path, response.status());
    }
    try {
      String text = new String(response.body(), StandardCharsets.UTF_8);
      return new CapsuleResponse(path, StrictJson.value(text));
    } catch (KmsException e) {
      throw new TeeException("the TEE's answer to " + path + " is not JSON", e);
    }
  }

  private CapsuleTransport.Answer send(String path, Optional<byte[]> json, long limit) {
    try {
      return http.send(URI.create(base + path), json, limit);
    } catch (InterruptedIOException e) {
      throw new TeeException(
          "the TEE did not answer " + path + " within " + timeout.toMillis() + " ms", e);
    } catch (IOException e) {
      throw new TeeException(
          "the TEE gave no usable answer to " + path + ": is it running, at CAPSULE_API_URL?", e);
    }
  }
}
