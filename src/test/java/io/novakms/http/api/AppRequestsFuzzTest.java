package io.novakms.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.Binding;
import io.novakms.crypto.StrictJson;
import io.novakms.http.message.Fields;
import io.novakms.model.KmsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Any JSON as what an app asks: refused with a reason, or within every limit. */
class AppRequestsFuzzTest {
  private static final Binding BINDING = Binding.of("PUT", "/kms/data", "signature");

  @FuzzTest
  void isRefusedOrWithinTheLimits(byte[] bytes) throws IOException {
    ObjectNode json;
    try {
      json = StrictJson.object(new ByteArrayInputStream(bytes));
    } catch (KmsException e) {
      return;
    }
    List<Consumer<ObjectNode>> readers =
        List.of(
            body -> assertThat(DeriveRequest.of(body).length()).isBetween(1, 1024),
            body -> DataDeleteRequest.of(new Fields(body)),
            body ->
                assertThat(DataWriteRequest.of(new Fields(body), 100).value().length)
                    .isLessThanOrEqualTo(100),
            body -> BINDING.requireFits(body.path("bound"), 1000, Duration.ofSeconds(1)));
    for (Consumer<ObjectNode> reader : readers) {
      try {
        reader.accept(json);
      } catch (KmsException e) {
        assertThat(e.kind())
            .isIn(
                KmsException.Kind.BAD_REQUEST,
                KmsException.Kind.UNAUTHORIZED,
                KmsException.Kind.TOO_LARGE);
      }
    }
  }
}
