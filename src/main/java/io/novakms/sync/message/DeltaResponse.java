package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Wallet;
import io.novakms.sync.quorum.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * The acknowledgement of a {@link DeltaRequest}: what became of its records.
 *
 * @param skipReasons why records were skipped or rejected, with their counts
 * @param epoch the epoch of the memory that holds them, where the peer gives it
 * @param said the life that holds them, and the lives that the peer has heard of
 */
@Schema(
    description = "What became of the records of a `delta`.",
    requiredProperties = {"status", "total", "merged", "skipped", "rejected", "skip_reasons"},
    properties = {
      @SchemaProperty(
          name = "status",
          description = "`ok`: the batch was processed",
          type = SchemaType.STRING,
          constValue = SyncResponse.OK),
      @SchemaProperty(
          name = SyncJson.EPOCH,
          description = "Which life of this node's memory has them; where it was asked for",
          type = SchemaType.STRING,
          format = "uuid"),
      @SchemaProperty(
          name = StatementJson.LIFE,
          description = "The life of this node that has them; where the sender told its own",
          type = SchemaType.INTEGER,
          format = "int64",
          minimum = "1"),
      @SchemaProperty(
          name = StatementJson.LIVES,
          description = "The latest life of each member that this node has heard of",
          implementation = StatementJson.Described.class,
          propertyNames = MapKeys.Wallet.class)
    })
public record DeltaResponse(
    @Schema(description = "How many records it had", minimum = "0") long total,
    @Schema(description = "How many changed what is stored", minimum = "0") long merged,
    @Schema(description = "How many this node had already, or newer", minimum = "0") long skipped,
    @Schema(description = "How many it did not take", minimum = "0") long rejected,
    @Schema(description = "Why, each with its number", propertyNames = MapKeys.Word.class)
        Map<String, Long> skipReasons,
    @Schema(hidden = true) Optional<String> epoch,
    @Schema(hidden = true) Optional<Statement> said)
    implements SyncResponse {
  private static final String TOTAL = "total";
  private static final String MERGED = "merged";
  private static final String SKIPPED = "skipped";
  private static final String REJECTED = "rejected";
  private static final String SKIP_REASONS = "skip_reasons";

  private static final int MAX_REASONS = 16;
  private static final Pattern WORD = Pattern.compile("[a-z0-9_]{1,64}");
  private static final Pattern EPOCH_TEXT = Pattern.compile("[A-Za-z0-9_.:/-]{1,64}");

  /** Copies the reasons, in the order of their names. */
  public DeltaResponse {
    skipReasons = Collections.unmodifiableMap(new TreeMap<>(skipReasons));
  }

  /** The acknowledgement of an empty batch, which is not sent. */
  public static DeltaResponse ofNothing() {
    return new DeltaResponse(0, 0, 0, 0, Map.of(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads the answer of {@code peer} to a batch of {@code sent} records. Counts that it leaves out
   * are 0; {@code total} is as many as were sent. Only reasons and epochs that are fit for a log
   * are taken.
   *
   * @throws NotAcknowledgedException where it does not say that the batch was processed
   */
  public static DeltaResponse of(JsonNode answer, int sent, Wallet peer) {
    if (!SyncJson.isOk(answer)) {
      throw new NotAcknowledgedException("its answer does not say that the batch was processed");
    }
    JsonNode total = answer.path(TOTAL);
    if (!total.isMissingNode() && (!total.isIntegralNumber() || total.asLong() != sent)) {
      throw new NotAcknowledgedException("its answer is about another number of records");
    }
    return new DeltaResponse(
        sent,
        count(answer, MERGED, sent),
        count(answer, SKIPPED, sent),
        count(answer, REJECTED, sent),
        reasons(answer.path(SKIP_REASONS)),
        Optional.ofNullable(answer.path(SyncJson.EPOCH).textValue())
            .filter(EPOCH_TEXT.asMatchPredicate()),
        Optional.of(StatementJson.read(answer, peer)));
  }

  private static long count(JsonNode answer, String name, int sent) {
    return Math.max(0, Math.min(sent, answer.path(name).asLong(0)));
  }

  private static Map<String, Long> reasons(JsonNode json) {
    return json.properties().stream()
        .limit(MAX_REASONS)
        .filter(reason -> WORD.matcher(reason.getKey()).matches())
        .filter(reason -> reason.getValue().isIntegralNumber())
        .collect(Collectors.toMap(Map.Entry::getKey, reason -> reason.getValue().asLong()));
  }

  /** The reasons with their counts, for a log. */
  public String reasons() {
    return skipReasons.entrySet().stream()
        .map(reason -> reason.getKey() + ": " + reason.getValue())
        .collect(Collectors.joining(", "));
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = SyncJson.ok();
    json.put(TOTAL, total);
    json.put(MERGED, merged);
    json.put(SKIPPED, skipped);
    json.put(REJECTED, rejected);
    ObjectNode why = json.putObject(SKIP_REASONS);
    skipReasons.forEach(why::put);
    epoch.ifPresent(text -> json.put(SyncJson.EPOCH, text));
    said.ifPresent(statement -> StatementJson.write(json, statement));
    return json;
  }
}
