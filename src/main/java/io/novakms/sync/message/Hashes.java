package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Hex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Hashes of 64 bits, as messages have them: 16 hex digits each, without anything between them.
 *
 * @param all in their order
 */
public record Hashes(List<Long> all) {
  /** How they are described. */
  static final String PATTERN = "^([0-9a-f]{16})*$";

  /** Takes a copy. */
  public Hashes {
    all = List.copyOf(all);
  }

  /** These {@code hashes}, in any order. */
  public static Hashes of(Collection<Long> hashes) {
    return new Hashes(List.copyOf(hashes));
  }

  /** A single one. */
  public static Hashes of(long hash) {
    return new Hashes(List.of(hash));
  }

  /** The first. */
  public long first() {
    return all.get(0);
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException where {@code json} has another form
   */
  static Hashes read(JsonNode json) {
    byte[] bytes = Hex.decode(json.textValue());
    if (bytes.length % Long.BYTES != 0) {
      throw new IllegalArgumentException("a hash has 16 hex digits");
    }
    ByteBuffer numbers = ByteBuffer.wrap(bytes);
    List<Long> hashes = new ArrayList<>(bytes.length / Long.BYTES);
    while (numbers.hasRemaining()) {
      hashes.add(numbers.getLong());
    }
    return new Hashes(hashes);
  }

  /**
   * As {@link #read(JsonNode)}, where exactly {@code count} are wanted.
   *
   * @throws IllegalArgumentException also where there are more or fewer
   */
  static Hashes read(JsonNode json, int count) {
    Hashes hashes = read(json);
    if (hashes.all().size() != count) {
      throw new IllegalArgumentException(count + " hashes are needed");
    }
    return hashes;
  }

  /** The digits. */
  @Override
  public String toString() {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * all.size());
    all.forEach(bytes::putLong);
    return Hex.encode(bytes.array());
  }
}
