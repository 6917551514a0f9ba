package io.novakms.http.exchange;

import io.novakms.model.AddressBlock;

/** Memory of exchanges that another client than the test's holds. */
public final class TakenMemory {
  private TakenMemory() {}

  /** Memory of {@code bytes}, of which {@code taken} are held by a client at 192.0.2.1. */
  public static ExchangeMemory of(long bytes, long taken) {
    ExchangeMemory memory = new ExchangeMemory(bytes);
    if (!memory.of(AddressBlock.parse("192.0.2.1/32"), false).add(taken)) {
      throw new IllegalArgumentException("a client may not hold " + taken + " of " + bytes);
    }
    return memory;
  }
}
