package io.novakms.crypto;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON of which there is only one reading (RFC 8259): valid UTF-8, no key twice in an object,
 * one value with nothing behind it, at most {@value #MAX_DEPTH} levels deep. Numbers keep every
 * digit. What signs and what interprets a text can so never see two different things in it.
 */
public final class StrictJson {
  /** How deep arrays and objects may nest. */
  public static final int MAX_DEPTH = 32;

  private static final int MAX_NUMBER_DIGITS = 100;
  private static final int MAX_NAME_CHARS = 4096;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // Names come from outside; the JVM's table of strings is not theirs to fill.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_DIGITS)
                          .maxNameLength(MAX_NAME_CHARS)
                          // The caller has bounded the text already.
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .reader();

  private StrictJson() {}

  /**
   * Reads one JSON object.
   *
   * @throws KmsException BAD_REQUEST where {@code text} is anything else
   */
  public static ObjectNode object(String text) {
    return objectIn(value(text));
  }

  /**
   * Reads one JSON value of any type.
   *
   * @throws KmsException BAD_REQUEST where {@code text} is anything else
   */
  public static JsonNode value(String text) {
    try {
      return value(new StringReader(text));
    } catch (IOException e) {
      throw new IllegalStateException("a string can always be read", e);
    }
  }

  /**
   * Reads one JSON object from UTF-8 bytes, as they come. Does not close {@code in}.
   *
   * @throws KmsException BAD_REQUEST where the bytes are anything else, or end early
   * @throws IOException where {@code in} fails
   */
  public static ObjectNode object(InputStream in) throws IOException {
    return objectIn(
        value(
            new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT))));
  }

  private static ObjectNode objectIn(JsonNode read) {
    if (read instanceof ObjectNode object) {
      return object;
    }
    throw refused("it has to be a JSON object");
  }

  private static JsonNode value(Reader text) throws IOException {
    try {
      JsonNode read = READER.readTree(text);
      if (read.isMissingNode()) {
        throw refused("it is empty");
      }
      return read;
    } catch (CharacterCodingException | CharConversionException e) {
      throw refused("it is not valid UTF-8");
    } catch (JsonProcessingException | NumberFormatException e) {
      // Jackson throws the latter for an exponent that no number type holds.
      throw refused(
          "it has to be JSON, with no key twice in an object, at most "
              + MAX_DEPTH
              + " levels deep, and with nothing behind it");
    }
  }

  private static KmsException refused(String why) {
    return new KmsException(Kind.BAD_REQUEST, "the body can't be read: " + why);
  }
}
