package io.novakms.sync.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Wallet;
import io.novakms.sync.DeltaHandler;
import io.novakms.sync.NotAcknowledgedException;
import io.novakms.sync.StatementJson;
import io.novakms.sync.quorum.Statement;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * A peer's acknowledgement of a batch (protocol, section 7, the answer to {@code delta}).
 *
 * @param rejected how many records it did not take
 * @param reasons its reasons for skipping or rejecting records, with their counts; fit for a log
 * @param epoch the epoch of the memory that holds them, where the peer gives it
 * @param said the life of the peer that holds them, and the lives that it had heard of; empty where
 *     nothing was sent
 */
record DeltaAck(long rejected, String reasons, Optional<String> epoch, Optional<Statement> said) {
  /** The acknowledgement of an empty batch, which is not sent. */
  static final DeltaAck NONE = new DeltaAck(0, "", Optional.empty(), Optional.empty());

  private static final int MAX_REASONS = 16;
  private static final Pattern WORD = Pattern.compile("[a-z0-9_]{1,64}");
  private static final Pattern EPOCH = Pattern.compile("[A-Za-z0-9_.:/-]{1,64}");

  /**
   * Reads an answer of {@code peer} to a batch of {@code sent} records.
   *
   * @throws NotAcknowledgedException where it does not say that the batch was processed
   */
  static DeltaAck of(JsonNode answer, int sent, Wallet peer) {
    if (!"ok".equals(answer.path("status").textValue())) {
      throw new NotAcknowledgedException("its answer does not say that the batch was processed");
    }
    JsonNode total = answer.path("total");
    if (!total.isMissingNode() && (!total.isIntegralNumber() || total.asLong() != sent)) {
      throw new NotAcknowledgedException("its answer is about another number of records");
    }
    return new DeltaAck(
        Math.max(0, Math.min(sent, answer.path("rejected").asLong(0))),
        reasons(answer.path("skip_reasons")),
        Optional.ofNullable(answer.path(DeltaHandler.EPOCH).textValue())
            .filter(EPOCH.asMatchPredicate()),
        Optional.of(StatementJson.read(answer, peer)));
  }

  private static String reasons(JsonNode json) {
    StringJoiner words = new StringJoiner(", ");
    json.properties().stream()
        .limit(MAX_REASONS)
        .filter(reason -> WORD.matcher(reason.getKey()).matches())
        .filter(reason -> reason.getValue().isIntegralNumber())
        .forEach(reason -> words.add(reason.getKey() + ": " + reason.getValue().asLong()));
    return words.toString();
  }
}
