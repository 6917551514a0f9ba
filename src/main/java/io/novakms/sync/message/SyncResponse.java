package io.novakms.sync.message;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The answer to a request of a peer that was granted. */
public interface SyncResponse {
  /** The value of {@code status} in every such answer. */
  String OK = "ok";

  /** The answer as it goes into the envelope, {@code status} included. */
  ObjectNode toJson();
}
