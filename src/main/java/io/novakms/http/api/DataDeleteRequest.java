package io.novakms.http.api;

import io.novakms.http.message.Fields;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.WriteConcern;
import io.novakms.store.DataRecord;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A value to delete: the body of {@code DELETE /kms/data} (protocol, section 6). */
@Schema(
    description = "A value to delete. A body with a `value` is refused.",
    requiredProperties = {"key"})
record DataDeleteRequest(
    @Schema(description = "Key of the value", minLength = 1, maxLength = DataRecord.MAX_KEY_BYTES)
        String key,
    @Schema(
            description =
                "How many members have to hold it before it is answered: `one` other, a `majority`"
                    + " of the cluster's members, or `all` of them. Asks for more than"
                    + " `KMS_WRITE_CONCERN`, never for less",
            enumeration = {"local", "one", "majority", "all"},
            nullable = true)
        WriteConcern writeConcern) {
  /**
   * Reads the body of a request.
   *
   * @throws KmsException BAD_REQUEST where the key is missing or can't be one, the concern is none,
   *     or there is a value
   */
  static DataDeleteRequest of(Fields fields) {
    // An envelope does not name its route. A relay could turn a write into a deletion; the other
    // way round, and with derivations, a field would be missing.
    if (fields.has("value")) {
      throw new KmsException(Kind.BAD_REQUEST, "a deletion has no 'value'; PUT writes one");
    }
    return new DataDeleteRequest(fields.key("key"), fields.writeConcern("write_concern"));
  }
}
