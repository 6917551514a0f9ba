package io.novakms.sync;

/** Where an answer that may be long is counted before it is built. */
@FunctionalInterface
public interface ResponseMemory {
  /**
   * Takes room for an answer, until it is sent.
   *
   * @param bytes how long its envelope becomes at most
   * @throws io.novakms.model.KmsException UNAVAILABLE where there is no room now; nothing was taken
   *     then
   */
  void take(long bytes);
}
