package io.novakms.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.KmsException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The one text of a JSON value that both ends of a signature agree on (protocol, section 7): object
 * keys sorted by code point at every level, no white space, UTF-8, and no character escaped that
 * JSON lets stand. Control characters without a short escape are written as {@code \}{@code u} and
 * four lower-case digits.
 *
 * <p>Fractions and exponents are refused: languages don't agree on their digits, and nothing that
 * the protocol signs holds one.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * The canonical text of {@code json}, in UTF-8.
   *
   * @throws KmsException of kind BAD_REQUEST where a number is not whole, or a text is not valid
   *     Unicode
   */
  public static byte[] encode(JsonNode json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CanonicalWriter writer = new CanonicalWriter(bytes::write);
    write(json, writer);
    writer.flush();
    return bytes.toByteArray();
  }

  static void write(JsonNode json, CanonicalWriter to) {
    switch (json.getNodeType()) {
      case OBJECT -> writeObject(json, to);
      case ARRAY -> writeArray(json, to);
      case STRING -> to.quoted(json.textValue());
      case BOOLEAN, NULL -> to.ascii(json.asText());
      case NUMBER -> writeNumber(json, to);
      default -> throw refused("a value is none of JSON's");
    }
  }

  private static void writeObject(JsonNode object, CanonicalWriter to) {
    List<String> names = new ArrayList<>(object.size());
    object.fieldNames().forEachRemaining(names::add);
    names.sort(CanonicalJson::compareByCodePoint);
    String separator = "{";
    for (String name : names) {
      to.ascii(separator);
      to.quoted(name);
      to.ascii(":");
      write(object.get(name), to);
      separator = ",";
    }
    to.ascii(names.isEmpty() ? "{}" : "}");
  }

  private static void writeArray(JsonNode array, CanonicalWriter to) {
    String separator = "[";
    for (Iterator<JsonNode> i = array.elements(); i.hasNext(); separator = ",") {
      to.ascii(separator);
      write(i.next(), to);
    }
    to.ascii(array.isEmpty() ? "[]" : "]");
  }

  private static void writeNumber(JsonNode number, CanonicalWriter to) {
    if (!number.isIntegralNumber()) {
      throw refused("a signed body holds whole numbers only");
    }
    to.ascii(number.asText());
  }

  /** Code points above U+FFFF sort last, though their UTF-16 units are below U+E000. */
  static int compareByCodePoint(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean beyond = Character.isSurrogate(x);
        return beyond == Character.isSurrogate(y) ? x - y : beyond ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }

  static KmsException refused(String why) {
    return new KmsException(KmsException.Kind.BAD_REQUEST, why);
  }
}
