package io.novakms.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers one type of request (protocol, section 7). */
@FunctionalInterface
public interface SyncHandler {
  /**
   * The inner answer, without its {@code status}.
   *
   * @throws io.novakms.model.KmsException where the request is refused; nothing has changed then
   */
  ObjectNode answer(SyncRequest request);
}
