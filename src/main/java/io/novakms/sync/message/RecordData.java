package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.store.Change;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The field {@code data} of a message: the records of each app, under its id in decimal. The
 * records are read and judged one by one, so a malformed one does not spoil the others.
 *
 * @param json an object of arrays
 */
public record RecordData(JsonNode json) {
  /** How it is described. */
  interface Described extends Map<String, List<StoredRecord>> {}

  /**
   * Checks the outer form.
   *
   * @throws KmsException BAD_REQUEST where it is anything but an object of arrays
   */
  public RecordData {
    if (!json.isObject() || !json.valueStream().allMatch(JsonNode::isArray)) {
      throw new KmsException(
          Kind.BAD_REQUEST, "'data' has to be an object with an array of records for each app id");
    }
  }

  /**
   * The records of the answer to a request for a snapshot, or for a page of it.
   *
   * @throws NotAcknowledgedException where it has none
   */
  static RecordData ofSnapshot(JsonNode answer) {
    if (!SyncJson.isOk(answer)) {
      throw new NotAcknowledgedException("its answer is not a snapshot");
    }
    try {
      return new RecordData(answer.path(SyncJson.DATA));
    } catch (KmsException e) {
      throw new NotAcknowledgedException("its snapshot is malformed");
    }
  }

  /** The records of each app by itself; those under what is no app's id are left out. */
  public Map<AppId, RecordData> byApp() {
    Map<AppId, RecordData> byApp = new HashMap<>();
    json.properties()
        .forEach(
            records -> {
              ObjectNode alone = JsonNodeFactory.instance.objectNode();
              alone.set(records.getKey(), records.getValue());
              app(records.getKey()).ifPresent(app -> byApp.put(app, new RecordData(alone)));
            });
    return byApp;
  }

  private static Optional<AppId> app(String text) {
    try {
      return Optional.of(AppId.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@code changes} as they are sent. */
  public static RecordData of(Collection<Change> changes) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    for (Change change : changes) {
      data.withArrayProperty(change.app().toString())
          .add(StoredRecord.of(change.record()).toJson());
    }
    return new RecordData(data);
  }
}
