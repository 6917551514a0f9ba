package io.novakms.sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import java.util.Collection;

/** Writes records as nodes exchange them (protocol, section 7); {@link RecordReader} reads them. */
public final class RecordJson {
  private RecordJson() {}

  /** The field {@code data} of a body: the records of each app under its id in decimal. */
  public static ObjectNode data(Collection<Change> changes) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    for (Change change : changes) {
      ArrayNode records = data.withArrayProperty(change.app().toString());
      records.add(of(change.record()));
    }
    return data;
  }

  /** One record. */
  public static ObjectNode of(DataRecord record) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("key", record.key());
    json.put("value", record.isTombstone() ? null : Hex.encode(record.ciphertext()));
    ObjectNode version = json.putObject("version");
    record.version().forEach((Wallet wallet, long count) -> version.put(wallet.address(), count));
    json.put("updated_at_ms", record.updatedAtMs());
    json.put("tombstone", record.isTombstone());
    json.put("ttl_ms", record.ttlMs());
    return json;
  }
}
