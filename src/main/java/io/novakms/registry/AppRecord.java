package io.novakms.registry;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AbiReader;
import io.novakms.registry.rpc.UnreadableException;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a node reads of the struct {@code App} of {@code NovaAppRegistry}.
 *
 * @param id its number, 0 where there is no such app
 * @param latestVersionId how many versions it has; they count from one
 * @param status its status
 * @param wallet its wallet, which older registries don't know
 */
public record AppRecord(
    AppId id, BigInteger latestVersionId, AppStatus status, Optional<Wallet> wallet) {
  private static final int ID = 0;
  private static final int METADATA_URI = 4;
  private static final int LATEST_VERSION_ID = 5;
  private static final int STATUS = 7;
  private static final int WALLET = 8;
  private static final int WORD = 32;

  /**
   * Decodes the answer {@code hex}, of older and of newer registries alike. The offset of the
   * struct's only text tells them apart: the text follows the fields, so its offset shows their
   * number.
   *
   * @throws UnreadableException where it is neither struct, or its status is unknown
   */
  static AppRecord translate(String hex) {
    AbiReader struct = AbiReader.of(hex).at(0);
    int fields = struct.offset(METADATA_URI) / WORD;
    if (fields <= STATUS) {
      throw UnreadableException.malformed("it has too few fields");
    }
    return new AppRecord(
        new AppId(struct.number(ID)),
        struct.number(LATEST_VERSION_ID),
        struct.constant(STATUS, AppStatus.values()),
        fields > WALLET ? Optional.of(struct.wallet(WALLET)) : Optional.empty());
  }
}
