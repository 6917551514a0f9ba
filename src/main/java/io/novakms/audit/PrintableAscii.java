package io.novakms.audit;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;

/**
 * Escapes every control character, DEL included, which Jackson by itself does not. With that no
 * text of a caller can begin another line or move a terminal's cursor.
 */
final class PrintableAscii extends CharacterEscapes {
  private static final long serialVersionUID = 1L;
  private static final int DEL = 0x7f;

  private final int[] codes = standardAsciiEscapesForJSON();

  PrintableAscii() {
    codes[DEL] = ESCAPE_STANDARD;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return codes.clone();
  }

  @Override
  public SerializableString getEscapeSequence(int character) {
    return null;
  }
}
