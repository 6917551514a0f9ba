package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import io.novakms.sync.quorum.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * Compares what two nodes store, or exchanges what differs ({@code repair}): only towards a node
 * that names {@code repair} under {@code node.protocol}. {@link RepairResponse} answers it. A
 * request has one of four parts: the digest of all; the ranges to look into; buckets, and what the
 * sender holds of them; or records.
 *
 * @param digest the sum of the hashes of all that the sender holds
 * @param ranges numbers of ranges whose buckets differ
 * @param buckets numbers of buckets that differ
 * @param held the hashes of the records that the sender holds in each of those buckets
 * @param data records that the receiver lacks
 * @param offered what the sender says of each of those
 * @param said with a digest, the life of the sender and the lives that it has heard of, where it
 *     does not vouch for absence; the answer then tells the memory that was compared
 */
@Schema(
    description =
        "Compares what two nodes store, or exchanges what differs: only towards a node that names"
            + " `repair` under `node.protocol`. It has `digest`, or `ranges`, or `buckets` with"
            + " `held`, or `data` with `offered`.",
    requiredProperties = {"type"},
    properties = {
      @SchemaProperty(
          name = "type",
          description = "`repair`",
          type = SchemaType.STRING,
          constValue = RepairRequest.TYPE),
      @SchemaProperty(
          name = StatementJson.LIFE,
          description =
              "With `digest`: the life of a sender that does not vouch for absence yet; the answer"
                  + " then tells that of this node",
          type = SchemaType.INTEGER,
          format = "int64",
          minimum = "1"),
      @SchemaProperty(
          name = StatementJson.LIVES,
          description = "The latest life of each member that the sender has heard of",
          implementation = StatementJson.Described.class,
          propertyNames = MapKeys.Wallet.class)
    })
public record RepairRequest(
    @Schema(
            description = "The sum of the hashes of all records of the sender, modulo 2^64",
            implementation = String.class,
            pattern = "^[0-9a-f]{16}$")
        Optional<Hashes> digest,
    @Schema(description = "Numbers of ranges that differ, of 256 buckets each", maxItems = 4)
        List<Integer> ranges,
    @Schema(description = "Numbers of buckets that differ", maxItems = 64) List<Integer> buckets,
    @Schema(
            description = "The hashes of the sender's records in each of those buckets",
            implementation = HashesDescribed.class)
        List<Hashes> held,
    @Schema(
            description = "Records that the receiver lacks",
            implementation = RecordData.Described.class,
            propertyNames = MapKeys.AppId.class)
        Optional<RecordData> data,
    @Schema(description = "What the sender says of each of those") List<OfferedRecord> offered,
    @Schema(hidden = true) Optional<Statement> said) {
  /** The value of {@code type}. */
  public static final String TYPE = "repair";

  /** How many ranges there are. */
  public static final int RANGES = 256;

  /** How many ranges a request may ask for. */
  public static final int MOST_RANGES = 4;

  /** How many buckets there are. */
  public static final int BUCKETS = 1 << 16;

  /** How many buckets a request may ask for. */
  public static final int MOST_BUCKETS = 64;

  private static final String DIGEST = "digest";
  private static final String RANGES_FIELD = "ranges";
  private static final String BUCKETS_FIELD = "buckets";
  private static final String HELD = "held";

  /** How lists of hashes are described. */
  interface HashesDescribed extends List<String> {}

  /** Checks that what belongs together is there. */
  public RepairRequest {
    if (held.size() != buckets.size()) {
      throw new IllegalArgumentException("'held' is about other buckets");
    }
    ranges = List.copyOf(ranges);
    buckets = List.copyOf(buckets);
    held = List.copyOf(held);
    offered = List.copyOf(offered);
  }

  /** Compares the digest of all. */
  public static RepairRequest ofDigest(long sum, Optional<Statement> said) {
    return new RepairRequest(
        Optional.of(Hashes.of(sum)),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        said);
  }

  /** Looks into {@code ranges}. */
  public static RepairRequest ofRanges(List<Integer> ranges) {
    return new RepairRequest(
        Optional.empty(),
        ranges,
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** Tells what the sender {@code held} of {@code buckets}. */
  public static RepairRequest ofBuckets(List<Integer> buckets, List<Hashes> held) {
    return new RepairRequest(
        Optional.empty(), List.of(), buckets, held, Optional.empty(), List.of(), Optional.empty());
  }

  /** Brings records. */
  public static RepairRequest ofRecords(RecordData data, List<OfferedRecord> offered) {
    return new RepairRequest(
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(data),
        offered,
        Optional.empty());
  }

  /**
   * Reads a request.
   *
   * @param caller who sent it, proven
   * @throws KmsException BAD_REQUEST where it is malformed
   */
  public static RepairRequest of(JsonNode body, Wallet caller) {
    try {
      return new RepairRequest(
          body.has(DIGEST) ? Optional.of(Hashes.read(body.path(DIGEST), 1)) : Optional.empty(),
          numbers(body.path(RANGES_FIELD), RANGES, MOST_RANGES),
          numbers(body.path(BUCKETS_FIELD), BUCKETS, MOST_BUCKETS),
          StreamSupport.stream(body.path(HELD).spliterator(), false).map(Hashes::read).toList(),
          body.has(SyncJson.DATA)
              ? Optional.of(new RecordData(body.path(SyncJson.DATA)))
              : Optional.empty(),
          OfferedRecord.read(body.path(OfferedRecord.OFFERED)),
          Optional.of(StatementJson.read(body, caller)).filter(said -> StatementJson.isIn(body)));
    } catch (IllegalArgumentException e) {
      throw new KmsException(Kind.BAD_REQUEST, "a request for repair is malformed", e);
    }
  }

  /** The request as it goes into the envelope. It names no sender, which keeps it small. */
  public ObjectNode toJson() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", TYPE);
    digest.ifPresent(sum -> body.put(DIGEST, sum.toString()));
    ranges.forEach(range -> body.withArrayProperty(RANGES_FIELD).add(range));
    buckets.forEach(bucket -> body.withArrayProperty(BUCKETS_FIELD).add(bucket));
    held.forEach(hashes -> body.withArrayProperty(HELD).add(hashes.toString()));
    data.ifPresent(records -> OfferedRecord.write(body, records, offered));
    said.ifPresent(statement -> StatementJson.write(body, statement));
    return body;
  }

  /**
   * A whole number from 0 to below {@code end}.
   *
   * @throws IllegalArgumentException where {@code json} is none
   */
  static int number(JsonNode json, int end) {
    if (!json.isIntegralNumber() || !json.canConvertToInt()) {
      throw new IllegalArgumentException("a whole number is needed");
    }
    int number = json.intValue();
    if (number < 0 || number >= end) {
      throw new IllegalArgumentException("a number from 0 to " + (end - 1) + " is needed");
    }
    return number;
  }

  private static List<Integer> numbers(JsonNode json, int end, int most) {
    if (json.size() > most) {
      throw new IllegalArgumentException("at most " + most + " numbers are allowed");
    }
    List<Integer> numbers = new ArrayList<>();
    json.forEach(number -> numbers.add(number(number, end)));
    return numbers;
  }
}
