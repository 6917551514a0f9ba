package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import io.novakms.testing.RawHttp.Answer;
import java.util.List;

/** What every refusal has in common. */
public final class ErrorShape {
  private ErrorShape() {}

  /** Checks that {@code answer} is an error of {@code status} and {@code code} in the shape. */
  public static void assertRefused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertSafeHeaders(answer);
    ObjectNode body = StrictJson.object(answer.body());
    assertThat(body.fieldNames()).toIterable().startsWith("code", "message");
    assertThat(List.of("code", "message", "sealed")).containsAll(body::fieldNames);
    assertThat(body.get("code").textValue()).isEqualTo(code);
    assertThat(body.get("message").textValue())
        .isNotBlank()
        .doesNotContain("Exception", "java.", "io.novakms", "\tat ");
  }

  /** Checks the headers that every answer has. */
  public static void assertSafeHeaders(Answer answer) {
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{16}");
    assertThat(answer.headers()).doesNotContainKey("x-powered-by");
    assertThat(answer.headers().getOrDefault("server", "")).doesNotContainPattern("[0-9]");
  }
}
