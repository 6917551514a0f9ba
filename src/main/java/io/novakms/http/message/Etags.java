package io.novakms.http.message;

import io.novakms.model.Hex;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** Names what an answer holds (RFC 9110, section 8.8.3). */
public final class Etags {
  private static final int BYTES = 16;
  private static final int NOT_MODIFIED = Status.NOT_MODIFIED.getStatusCode();

  private Etags() {}

  /**
   * The answer to the conditions of {@code request} where they ask for none of what {@code tag}
   * names; empty where it is to be sent. A condition that can't be read is none: each server fails
   * on one in its own way, and to send too much does no harm.
   *
   * @throws ClientErrorException of status 412 where {@code If-Match} names another answer
   */
  public static Optional<ResponseBuilder> unmet(Request request, EntityTag tag) {
    Optional<ResponseBuilder> unmet;
    try {
      unmet = Optional.ofNullable(request.evaluatePreconditions(tag));
    } catch (ProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
    if (unmet.isPresent() && unmet.get().build().getStatus() != NOT_MODIFIED) {
      // Servers write different bodies for it, or none.
      throw new ClientErrorException(Status.PRECONDITION_FAILED);
    }
    return unmet;
  }

  /** A tag that is another one for any other bytes: 32 hex digits. */
  public static String of(byte[] answer) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer);
      return Hex.encode(Arrays.copyOf(digest, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
