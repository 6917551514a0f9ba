package io.novakms.sync.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.store.DataRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Any JSON as a message of a peer, and as a record: refused, or written again as it was read. */
class SyncMessagesFuzzTest {
  private static final Wallet PEER = Wallet.parse("0x" + "11".repeat(20));
  private static final int MAX_VALUE = 4096;

  @FuzzTest
  void isRefusedOrWrittenAsItWasRead(byte[] bytes) throws IOException {
    ObjectNode json;
    try {
      json = StrictJson.object(new ByteArrayInputStream(bytes));
    } catch (KmsException e) {
      return;
    }
    List<Consumer<JsonNode>> readers =
        List.of(
            body -> DeltaRequest.of(body, PEER).toJson(),
            body -> DeltaResponse.of(body, 7, PEER),
            MasterSecretRequest::of,
            MasterSecretResponse::of,
            body -> SnapshotPageRequest.of(body, PEER).toJson(),
            body -> SnapshotPageResponse.of(body, PEER),
            body -> LookupRequest.of(body, PEER).toJson(),
            SnapshotResponse::of);
    for (Consumer<JsonNode> reader : readers) {
      try {
        reader.accept(json);
      } catch (KmsException | NotAcknowledgedException | IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    record(json);
    json.path("data").forEach(app -> app.forEach(SyncMessagesFuzzTest::record));
  }

  private static void record(JsonNode json) {
    RecordReader reader = new RecordReader(MAX_VALUE);
    try {
      DataRecord record = reader.read(json);
      assertThat(reader.read(StoredRecord.of(record).toJson())).isEqualTo(record);
    } catch (RejectedException e) {
      assertThat(e.rejection()).isNotNull();
    }
  }
}
