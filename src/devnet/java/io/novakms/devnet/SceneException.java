package io.novakms.devnet;

/** A part of the scene did not go as it should. */
final class SceneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SceneException(String message) {
    super(message);
  }

  SceneException(String message, Throwable cause) {
    super(message, cause);
  }
}
