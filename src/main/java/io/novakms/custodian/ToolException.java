package io.novakms.custodian;

/** What the custodian has to be told, in words; nothing was sent. */
final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ToolException(String message) {
    super(message);
  }
}
