package io.novakms.registry.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.novakms.registry.rpc.RpcCodec.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Any bytes as what a provider answers: malformed, or one answer for each call. */
class RpcCodecFuzzTest {
  private static final int CALLS = 3;

  @FuzzTest
  void isMalformedOrOneAnswerForEachCall(byte[] bytes) throws IOException {
    List<RpcResponse> answers;
    try {
      answers = RpcCodec.read(new ByteArrayInputStream(bytes), CALLS);
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(answers).hasSize(CALLS).doesNotContainNull();
    for (RpcResponse answer : answers) {
      if (!ContractResponse.counts(answer)) {
        assertThat(ContractResponse.doubt(answer)).isPresent();
      }
      if (answer instanceof RpcResponse.Result result) {
        Quantity.find(result.value());
        try {
          assertThat(BlockTranslator.translate(result.value()).number()).isNotNegative();
        } catch (UnreadableException | ChainException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
  }
}
