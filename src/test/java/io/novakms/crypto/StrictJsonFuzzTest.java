package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.KmsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Any bytes as JSON: refused, or read in one way, which the canonical form keeps. */
class StrictJsonFuzzTest {
  @FuzzTest
  void isRefusedOrReadInOneWay(byte[] bytes) throws IOException {
    JsonNode read;
    byte[] canonical;
    try {
      read = StrictJson.object(new ByteArrayInputStream(bytes));
      canonical = CanonicalJson.encode(read);
    } catch (KmsException e) {
      assertThat(e.kind()).isEqualTo(KmsException.Kind.BAD_REQUEST);
      return;
    }
    JsonNode again = StrictJson.value(new String(canonical, StandardCharsets.UTF_8));
    assertThat(CanonicalJson.encode(again)).isEqualTo(canonical);
    // Numbers may have changed their type, and nothing else.
    assertThat(again.toString()).isEqualTo(StrictJson.value(again.toString()).toString());
    assertThat(again.size()).isEqualTo(read.size());
  }
}
