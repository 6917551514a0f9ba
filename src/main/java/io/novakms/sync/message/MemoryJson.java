package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Wallet;
import io.novakms.sync.quorum.MemoryState;
import io.novakms.sync.quorum.Statement;

/**
 * The memory of a sender, as fields of a request or an answer between nodes that name {@code
 * lookup}: {@code life} and {@code lives} as {@link StatementJson}, and {@code vouches}.
 */
final class MemoryJson {
  /** The field that says whether the sender vouches for absence. */
  static final String VOUCHES = "vouches";

  private MemoryJson() {}

  /** Adds the fields to {@code body}. */
  static void write(ObjectNode body, MemoryState memory) {
    StatementJson.write(body, memory.said());
    body.put(VOUCHES, memory.vouches());
  }

  /** What {@code body} says of the memory of {@code member}, unknown where that is nothing. */
  static MemoryState read(JsonNode body, Wallet member) {
    Statement said = StatementJson.read(body, member);
    boolean vouches = said.life() > 0 && body.path(VOUCHES).asBoolean(false);
    return new MemoryState(said, vouches);
  }
}
