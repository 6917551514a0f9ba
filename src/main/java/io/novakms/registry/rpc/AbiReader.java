package io.novakms.registry.rpc;

import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Reads ABI-encoded values from an untrusted contract: every offset and length is checked against
 * the length of the data, every value against its type (Solidity's contract ABI specification,
 * strict mode). web3j's decoder does neither, and can't tell from the encoding how many fields a
 * struct has.
 *
 * <p>Every method throws {@link UnreadableException} where the data is not what is asked for.
 */
public final class AbiReader {
  private static final int WORD = 32;
  private static final int ADDRESS_PADDING = WORD - Wallet.BYTES;

  private final byte[] data;
  private final int base;

  private AbiReader(byte[] data, int base) {
    this.data = data;
    this.base = base;
  }

  /** A reader of the values that a function returned: {@code 0x} and hex. */
  public static AbiReader of(String hex) {
    try {
      return new AbiReader(Hex.decode(hex), 0);
    } catch (IllegalArgumentException e) {
      throw UnreadableException.unanswered("it is not hex");
    }
  }

  /** The struct or array that {@code field} points at. */
  public AbiReader at(int field) {
    return new AbiReader(data, base + offset(field));
  }

  /** Where the data of {@code field} starts, in bytes from the start of this struct. */
  public int offset(int field) {
    int offset = length(number(field));
    if (offset > data.length - base) {
      throw UnreadableException.unanswered("an offset points behind its end");
    }
    return offset;
  }

  /** An unsigned number of up to 256 bits. */
  public BigInteger number(int field) {
    return new BigInteger(1, word(field));
  }

  /** The value of an enum that this node knows, by its ordinal. */
  public <E extends Enum<E>> E constant(int field, E[] values) {
    BigInteger ordinal = number(field);
    if (ordinal.bitLength() > Byte.SIZE || ordinal.intValue() >= values.length) {
      throw UnreadableException.malformed("it has a status that this node does not know");
    }
    return values[ordinal.intValue()];
  }

  /** A wallet, the zero address included. */
  public Wallet wallet(int field) {
    byte[] word = word(field);
    for (int i = 0; i < ADDRESS_PADDING; i++) {
      if (word[i] != 0) {
        throw UnreadableException.unanswered("an address has more than 20 bytes");
      }
    }
    return Wallet.of(Arrays.copyOfRange(word, ADDRESS_PADDING, WORD));
  }

  /** A truth value. */
  public boolean bool(int field) {
    BigInteger value = number(field);
    if (value.bitLength() > 1) {
      throw UnreadableException.unanswered("a truth value is neither 0 nor 1");
    }
    return value.signum() != 0;
  }

  /** Bytes of any number up to {@code max}. */
  public byte[] bytes(int field, int max) {
    AbiReader value = at(field);
    int length = length(value.number(0));
    int from = value.base + WORD;
    if (length > max) {
      throw UnreadableException.malformed("a field is longer than " + max + " bytes");
    }
    if (length > data.length - from) {
      throw UnreadableException.unanswered("it ends early");
    }
    return Arrays.copyOfRange(data, from, from + length);
  }

  /** A text of up to {@code max} bytes of UTF-8. */
  public String text(int field, int max) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(field, max)))
          .toString();
    } catch (CharacterCodingException e) {
      throw UnreadableException.malformed("a text is not UTF-8");
    }
  }

  /** The array that {@code field} points at, of up to {@code max} elements of one word each. */
  public <T> List<T> array(int field, int max, BiFunction<AbiReader, Integer, T> element) {
    AbiReader array = at(field);
    int length = length(array.number(0));
    if (length > max) {
      throw UnreadableException.malformed("a list has more than " + max + " entries");
    }
    List<T> elements = new ArrayList<>(Math.min(length, (data.length - array.base) / WORD));
    for (int i = 1; i <= length; i++) {
      elements.add(element.apply(array, i));
    }
    return elements;
  }

  /** The 32 bytes of {@code field}. */
  public byte[] word(int field) {
    int from = base + field * WORD;
    if (from > data.length - WORD) {
      throw UnreadableException.unanswered("it ends early");
    }
    return Arrays.copyOfRange(data, from, from + WORD);
  }

  private static int length(BigInteger value) {
    if (value.bitLength() >= Integer.SIZE) {
      throw UnreadableException.unanswered("a length or an offset is out of range");
    }
    return value.intValue();
  }
}
