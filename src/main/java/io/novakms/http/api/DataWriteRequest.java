package io.novakms.http.api;

import io.novakms.http.message.Fields;
import io.novakms.model.KmsException;
import io.novakms.model.WireFormat;
import io.novakms.model.WriteConcern;
import io.novakms.store.DataRecord;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A value to write: the body of {@code PUT /kms/data} (protocol, section 6). */
@Schema(
    description = "A value to write.",
    requiredProperties = {"key", "value"})
record DataWriteRequest(
    @Schema(
            description = "Key of the value: 1 to 2048 bytes in UTF-8, any characters",
            minLength = 1,
            maxLength = DataRecord.MAX_KEY_BYTES)
        String key,
    @Schema(
            description =
                "Base64 of its bytes: at most `MAX_KV_VALUE_SIZE_BYTES` in plain, and no more than"
                    + " fits into `MAX_REQUEST_BODY_BYTES` after Base64 and hex: 3/4 of (half of that less"
                    + " 2400) bytes, 784632 with the defaults; may be empty",
            type = SchemaType.STRING,
            pattern = WireFormat.BASE64)
        byte[] value,
    @Schema(
            description = "How long it is valid, in milliseconds; 0 and null mean for ever",
            minimum = "0",
            nullable = true,
            defaultValue = "0")
        long ttlMs,
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
   * @param maxValueBytes {@code MAX_KV_VALUE_SIZE_BYTES}
   * @throws KmsException BAD_REQUEST where a field is missing, of another type or out of range;
   *     TOO_LARGE where the value is over {@code maxValueBytes}
   */
  static DataWriteRequest of(Fields fields, int maxValueBytes) {
    return new DataWriteRequest(
        fields.key("key"),
        fields.bytes("value", maxValueBytes, "MAX_KV_VALUE_SIZE_BYTES"),
        fields.numberOrNull("ttl_ms", 0, 0, Long.MAX_VALUE),
        fields.writeConcern("write_concern"));
  }
}
