package io.novakms.tee;

/** The Capsule API answered with another status than 200. */
final class CapsuleRefusal extends TeeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CapsuleRefusal(String path, int status) {
    super("the TEE answered " + path + " with HTTP status " + status, null);
    this.status = status;
  }

  /**
   * Whether the status blames the content of the request, rather than the API or the way it was
   * called.
   */
  boolean isAboutTheInput() {
    return switch (status) {
      case 404, 405, 408, 429 -> false;
      default -> status >= 400 && status < 500;
    };
  }
}
