package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.sync.quorum.MemoryState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * The answer to a {@link RepairRequest}: to a digest, whether both hold the same, and else the sums
 * of all ranges; to ranges, the sums of their buckets; to buckets, an {@link Exchange}; to records,
 * how many were rejected.
 *
 * @param equal whether the node holds the same as the sender
 * @param ranges where it does not, the sum of each range
 * @param buckets for each range that was asked for, the sum of each of its buckets
 * @param exchange what differs in the buckets that were asked for
 * @param rejected how many of the records that came were refused
 * @param memory the memory that was compared, as it was before, where the sender told its own
 * @param vouches to a digest, whether that memory vouches for absence
 */
@Schema(
    description =
        "The answer to a `repair`. To `digest`: `equal`, and where it is false, `ranges`; to"
            + " `ranges`: `buckets`; to `buckets`: `data`, `offered`, `wanted`, `refused` and"
            + " `whole`; to records: `rejected`.",
    requiredProperties = {"status"},
    properties = {
      @SchemaProperty(
          name = "status",
          description = "`ok`",
          type = SchemaType.STRING,
          constValue = SyncResponse.OK),
      @SchemaProperty(
          name = SyncJson.DATA,
          description = "Records that the sender of the request lacks",
          implementation = RecordData.Described.class,
          propertyNames = MapKeys.AppId.class),
      @SchemaProperty(
          name = OfferedRecord.OFFERED,
          description = "What the node says of each of those",
          type = SchemaType.ARRAY,
          implementation = OfferedRecord.class),
      @SchemaProperty(
          name = RepairResponse.WANTED,
          description = "The hashes of the sender's records that the node lacks",
          type = SchemaType.STRING,
          pattern = Hashes.PATTERN),
      @SchemaProperty(
          name = RepairResponse.REFUSED,
          description = "How many more it lacks, and does not accept now",
          type = SchemaType.INTEGER,
          minimum = "0"),
      @SchemaProperty(
          name = RepairResponse.WHOLE,
          description = "Of how many of the buckets that is all; the rest is asked for again",
          type = SchemaType.INTEGER,
          minimum = "0"),
      @SchemaProperty(
          name = StatementJson.LIFE,
          description = "The life of this node that was compared; where the sender told its own",
          type = SchemaType.INTEGER,
          format = "int64",
          minimum = "1"),
      @SchemaProperty(
          name = StatementJson.LIVES,
          description = "The latest life of each member that this node has heard of",
          implementation = StatementJson.Described.class,
          propertyNames = MapKeys.Wallet.class),
      @SchemaProperty(
          name = MemoryJson.VOUCHES,
          description = "Whether this node vouches for absence",
          type = SchemaType.BOOLEAN)
    })
public record RepairResponse(
    @Schema(
            description = "Whether the node holds the same as the sender",
            implementation = Boolean.class)
        Optional<Boolean> equal,
    @Schema(
            description = "The sums of all 256 ranges",
            implementation = String.class,
            pattern = Hashes.PATTERN)
        Optional<Hashes> ranges,
    @Schema(
            description = "The sums of the 256 buckets of each range that was asked for",
            implementation = RepairRequest.HashesDescribed.class)
        List<Hashes> buckets,
    @Schema(hidden = true) Optional<Exchange> exchange,
    @Schema(
            description = "How many of the records that came were refused",
            implementation = Long.class,
            minimum = "0")
        OptionalLong rejected,
    @Schema(hidden = true) Optional<MemoryState> memory,
    @Schema(hidden = true) Optional<Boolean> vouches)
    implements SyncResponse {
  static final String WANTED = "wanted";
  static final String REFUSED = "refused";
  static final String WHOLE = "whole";
  private static final String EQUAL = "equal";
  private static final String RANGES = "ranges";
  private static final String BUCKETS = "buckets";
  private static final String REJECTED = "rejected";

  /**
   * What differs in some buckets.
   *
   * @param data records that the sender of the request lacks
   * @param offered what the node says of each of those
   * @param wanted the hashes of the sender's records that the node lacks
   * @param refused how many more it lacks, and does not accept now
   * @param whole of how many of the buckets that is all
   */
  public record Exchange(
      RecordData data, List<OfferedRecord> offered, Hashes wanted, int refused, int whole) {}

  /**
   * Whether both hold the same; where they don't, with the sums of all ranges.
   *
   * @param memory what was compared
   * @param isAskedFor whether the sender is to be told its life, too
   */
  public static RepairResponse ofComparison(
      Optional<Hashes> ranges, MemoryState memory, boolean isAskedFor) {
    return new RepairResponse(
        Optional.of(ranges.isEmpty()),
        ranges,
        List.of(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.of(memory).filter(told -> isAskedFor),
        Optional.of(memory.vouches()));
  }

  /** The sums of the buckets of some ranges. */
  public static RepairResponse ofBuckets(List<Hashes> buckets) {
    return new RepairResponse(
        Optional.empty(),
        Optional.empty(),
        buckets,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** What differs in some buckets. */
  public static RepairResponse of(Exchange exchange) {
    return new RepairResponse(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(exchange),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** How many records were refused. */
  public static RepairResponse ofRecords(long rejected) {
    return new RepairResponse(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        OptionalLong.of(rejected),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Reads the answer of {@code peer} to {@code request}.
   *
   * @throws NotAcknowledgedException where it is none
   */
  public static RepairResponse of(JsonNode answer, RepairRequest request, Wallet peer) {
    if (!SyncJson.isOk(answer)) {
      throw new NotAcknowledgedException("its answer does not say that it compared");
    }
    try {
      return new RepairResponse(
          request.digest().map(asked -> required(answer, EQUAL).asBoolean(false)),
          answer.has(RANGES)
              ? Optional.of(Hashes.read(answer.path(RANGES), RepairRequest.RANGES))
              : Optional.empty(),
          buckets(answer, request),
          request.buckets().isEmpty() ? Optional.empty() : Optional.of(exchange(answer, request)),
          request.data().isPresent()
              ? OptionalLong.of(required(answer, REJECTED).asLong())
              : OptionalLong.empty(),
          request.digest().map(asked -> MemoryJson.read(answer, peer)),
          request.digest().map(asked -> answer.path(MemoryJson.VOUCHES).asBoolean(false)));
    } catch (IllegalArgumentException | KmsException e) {
      throw new NotAcknowledgedException("its answer to a comparison is malformed");
    }
  }

  private static List<Hashes> buckets(JsonNode answer, RepairRequest request) {
    List<Hashes> buckets =
        StreamSupport.stream(answer.path(BUCKETS).spliterator(), false)
            .map(sums -> Hashes.read(sums, RepairRequest.BUCKETS / RepairRequest.RANGES))
            .toList();
    if (buckets.size() != request.ranges().size()) {
      throw new IllegalArgumentException("it is about other ranges");
    }
    return buckets;
  }

  private static Exchange exchange(JsonNode answer, RepairRequest request) {
    return new Exchange(
        new RecordData(answer.path(SyncJson.DATA)),
        OfferedRecord.read(answer.path(OfferedRecord.OFFERED)),
        Hashes.read(answer.path(WANTED)),
        answer.path(REFUSED).asInt(0),
        RepairRequest.number(answer.path(WHOLE), request.buckets().size() + 1));
  }

  private static JsonNode required(JsonNode answer, String name) {
    if (!answer.hasNonNull(name)) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return answer.path(name);
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = SyncJson.ok();
    equal.ifPresent(same -> json.put(EQUAL, same));
    ranges.ifPresent(sums -> json.put(RANGES, sums.toString()));
    buckets.forEach(sums -> json.withArrayProperty(BUCKETS).add(sums.toString()));
    exchange.ifPresent(
        differing -> {
          OfferedRecord.write(json, differing.data(), differing.offered());
          json.put(WANTED, differing.wanted().toString());
          json.put(REFUSED, differing.refused());
          json.put(WHOLE, differing.whole());
        });
    rejected.ifPresent(count -> json.put(REJECTED, count));
    memory.ifPresent(state -> MemoryJson.write(json, state));
    vouches.ifPresent(whether -> json.put(MemoryJson.VOUCHES, whether));
    return json;
  }
}
