package io.novakms.auth;

import io.novakms.model.AddressBlock;

/** Client addresses for tests. */
final class Clients {
  private Clients() {}

  static ClientAddress client(String address) {
    return new ClientAddress(AddressBlock.parseAddress(address));
  }

  /** The {@code number}th of many addresses. */
  static ClientAddress client(int number) {
    return client("10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255));
  }
}
