package io.novakms.registry;

import io.novakms.registry.rpc.AbiReader;
import io.novakms.registry.rpc.UnreadableException;
import java.math.BigInteger;

/**
 * What a node reads of the struct {@code Version} of {@code NovaAppRegistry}.
 *
 * @param id its number, 0 where there is no such version
 * @param status its status
 */
public record VersionRecord(BigInteger id, VersionStatus status) {
  private static final int ID = 0;
  private static final int STATUS = 7;

  /**
   * Decodes the answer {@code hex}.
   *
   * @throws UnreadableException where it is not this struct, or its status is unknown
   */
  static VersionRecord translate(String hex) {
    AbiReader struct = AbiReader.of(hex).at(0);
    return new VersionRecord(struct.number(ID), struct.constant(STATUS, VersionStatus.values()));
  }
}
