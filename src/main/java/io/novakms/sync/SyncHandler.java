package io.novakms.sync;

import io.novakms.sync.message.SyncResponse;

/** Answers one type of request (protocol, section 7). */
@FunctionalInterface
public interface SyncHandler {
  /**
   * The inner answer.
   *
   * @throws io.novakms.model.KmsException where the request is refused; nothing has changed then
   */
  SyncResponse answer(SyncRequest request);
}
