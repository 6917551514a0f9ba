package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  // SHA-256 of "abc" (FIPS 180-2, appendix B.1).
  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private final Binding binding = Binding.of("PUT", "/kms/data?x=1", "abc");

  @Test
  void requestIsNamedByTheHashOfItsSignature() {
    assertThat(binding).isEqualTo(new Binding("PUT", "/kms/data?x=1", SHA256_OF_ABC));
  }

  @Test
  void answerSaysWhatItAnswersAndWhen() {
    ObjectNode bound = binding.ofAnswer(201, NOW);

    assertThat(bound.toString())
        .isEqualTo(
            "{\"method\":\"PUT\",\"route\":\"/kms/data?x=1\",\"status\":201,\"request\":\""
                + SHA256_OF_ABC
                + "\",\"at_ms\":1700000000000}");
  }

  @Test
  void requestOfAPeerNamesNoRoute() {
    assertThat(binding.ofPeerRequest(NOW).toString())
        .isEqualTo(
            "{\"method\":\"PUT\",\"request\":\"" + SHA256_OF_ABC + "\",\"at_ms\":1700000000000}");
  }

  @Test
  void answerToThisRequestWithThisStatusIsAccepted() {
    assertThat(binding.isOfAnswerToPeer(binding.ofAnswer(200, NOW), 200)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'method':'POST','status':200,'request':'REQUEST'}",
        "{'status':200,'request':'REQUEST'}",
        "{'method':'PUT','status':200,'request':'other'}",
        "{'method':'PUT','status':200}",
        "{'method':'PUT','status':503,'request':'REQUEST'}",
        "{'method':'PUT','status':200.0,'request':'REQUEST'}",
        "{'method':'PUT','status':'200','request':'REQUEST'}",
        "{'method':'PUT','request':'REQUEST'}",
        "'text'",
        "null"
      })
  void answerToAnotherRequestOrWithAnotherStatusIsNot(String bound) throws Exception {
    assertThat(binding.isOfAnswerToPeer(json(bound), 200)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'method':'PUT'}",
        "{'route':'/kms/data?x=1'}",
        "{'request':'REQUEST'}",
        "{'at_ms':1700000000000}",
        "{'at_ms':1699999940000}",
        "{'at_ms':1700000060000}",
        "{'method':'PUT','route':'/kms/data?x=1','request':'REQUEST','at_ms':1700000000000,'x':1}"
      })
  void boundThatFitsIsAccepted(String bound) throws Exception {
    JsonNode read = json(bound);

    assertThatNoException().isThrownBy(() -> binding.requireFits(read, NOW, WITHIN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[];BAD_REQUEST;'bound' has to be an object",
        "null;BAD_REQUEST;'bound' has to be an object",
        "{'method':1};BAD_REQUEST;'bound' has 'method' as a string",
        "{'route':null};BAD_REQUEST;'bound' has 'route' as a string",
        "{'request':{}};BAD_REQUEST;'bound' has 'request' as a string",
        "{'at_ms':'1700000000000'};BAD_REQUEST;'bound' has at_ms as whole milliseconds",
        "{'at_ms':1.5};BAD_REQUEST;'bound' has at_ms as whole milliseconds",
        "{'at_ms':9223372036854775808};BAD_REQUEST;'bound' has at_ms as whole milliseconds",
        "{'method':'GET'};UNAUTHORIZED;the envelope was sealed for another request: 'bound.method'",
        "{'route':'/'};UNAUTHORIZED;the envelope was sealed for another request: 'bound.route'",
        "{'request':''};UNAUTHORIZED;the envelope was sealed for another request: 'bound.request'",
        "{'at_ms':1699999939999};UNAUTHORIZED;'bound.at_ms' is over 60 s from this node's clock, which shows 1700000000000",
        "{'at_ms':1700000060001};UNAUTHORIZED;'bound.at_ms' is over 60 s from this node's clock, which shows 1700000000000",
        "{'at_ms':-9223372036854775808};UNAUTHORIZED;'bound.at_ms' is over 60 s from this node's clock, which shows 1700000000000"
      })
  void boundThatDoesNotFitIsRefused(String bound, Kind kind, String message) throws Exception {
    JsonNode read = json(bound);

    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> binding.requireFits(read, NOW, WITHIN))
        .withMessage(message)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text.replace('\'', '"').replace("REQUEST", SHA256_OF_ABC));
  }
}
