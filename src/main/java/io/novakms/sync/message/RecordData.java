package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.store.Change;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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
