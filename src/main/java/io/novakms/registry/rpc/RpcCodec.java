package io.novakms.registry.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * JSON-RPC 2.0 batches. Answers are matched by id: a node may give them in any order, and may leave
 * some out (JSON-RPC 2.0 specification, section 6).
 */
final class RpcCodec {
  private static final JsonMapper JSON = new JsonMapper();

  private RpcCodec() {}

  /** The batch as it is sent; a call's id is its place in {@code calls}, counted from one. */
  static String write(List<RpcCall> calls) {
    ArrayNode batch = JSON.createArrayNode();
    for (RpcCall call : calls) {
      batch
          .addObject()
          .put("jsonrpc", "2.0")
          .put("id", batch.size())
          .put("method", call.method())
          .set("params", JSON.valueToTree(call.params()));
    }
    return batch.toString();
  }

  /**
   * The answers to the calls 1 to {@code count}, in their order; {@link
   * RpcResponse.Failure#MISSING} where there is none. Of two answers to one call the first counts.
   *
   * @throws MalformedException where {@code in} holds no answer to a batch
   * @throws IOException where {@code in} fails
   */
  static List<RpcResponse> read(InputStream in, int count) throws IOException {
    JsonNode batch;
    try {
      batch = JSON.readTree(in);
    } catch (JsonProcessingException | CharConversionException | NumberFormatException e) {
      // The last is an exponent that no number type holds. A message would repeat what the other
      // side sent.
      throw new MalformedException("something that is not JSON");
    }
    if (batch != null && batch.path("error").isObject()) {
      throw new BatchRefusedException(
          failure(batch.path("error")).describe()
              + " to a batch of "
              + count
              + " calls (CHAIN_MAX_BATCH_CALLS sets how many it may be)");
    }
    if (batch == null || !batch.isArray()) {
      throw new MalformedException("something that is no answer to a JSON-RPC batch");
    }
    RpcResponse[] answers = new RpcResponse[count];
    for (JsonNode answer : batch) {
      int place = answer.path("id").asInt() - 1;
      if (place >= 0 && place < count && answers[place] == null) {
        answers[place] = answer(answer);
      }
    }
    return Arrays.stream(answers).map(a -> a == null ? RpcResponse.Failure.MISSING : a).toList();
  }

  private static RpcResponse answer(JsonNode answer) {
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      return failure(error);
    }
    JsonNode result = answer.get("result");
    return result == null ? RpcResponse.Failure.MISSING : new RpcResponse.Result(result);
  }

  private static RpcResponse.Failure failure(JsonNode error) {
    // Some nodes wrap the data of a revert once more.
    JsonNode data = error.path("data");
    String hex = data.isObject() ? data.path("data").asText() : data.asText();
    return new RpcResponse.Failure(error.path("code").asInt(), error.path("message").asText(), hex);
  }

  /** One error for a batch as a whole. The message is safe to be passed on. */
  static final class BatchRefusedException extends MalformedException {
    private static final long serialVersionUID = 1L;

    BatchRefusedException(String message) {
      super(message);
    }
  }

  /** Not an answer to a batch. The message is safe to be passed on. */
  static class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }
}
