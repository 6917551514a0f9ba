package io.novakms.http.message;

import io.novakms.model.KmsException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers what a room refused: the kind becomes a status. */
@Provider
public class KmsExceptionMapper implements ExceptionMapper<KmsException> {
  @Override
  public Response toResponse(KmsException error) {
    return Errors.answer(error);
  }
}
