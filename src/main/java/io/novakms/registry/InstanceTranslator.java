package io.novakms.registry;

import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AbiReader;
import io.novakms.registry.rpc.UnreadableException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/** Turns the struct {@code Instance} of {@code NovaAppRegistry} into an {@link Instance}. */
public final class InstanceTranslator {
  /** Longest URL that is looked at, in bytes. */
  static final int MAX_URL_BYTES = 2048;

  /** Longest teePubkey that is looked at; a good one has 97 or 120 bytes. */
  static final int MAX_KEY_BYTES = 1024;

  private static final int ID = 0;
  private static final int APP_ID = 1;
  private static final int VERSION_ID = 2;
  private static final int OPERATOR = 3;
  private static final int URL = 4;
  private static final int TEE_PUBKEY = 5;
  private static final int WALLET = 6;
  private static final int ZK_VERIFIED = 7;
  private static final int STATUS = 8;
  private static final int REGISTERED_AT = 9;

  /** Seconds; beyond the year 30,000 is no date. */
  private static final int DATE_BITS = 40;

  private InstanceTranslator() {}

  /**
   * Decodes the answer {@code hex}.
   *
   * @return empty where the id is 0, which means that there is no such instance
   * @throws UnreadableException where it is not this struct, or a field has no meaning
   */
  static Optional<Instance> translate(String hex) {
    AbiReader struct = AbiReader.of(hex).at(0);
    BigInteger id = struct.number(ID);
    if (id.signum() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Instance(
            id,
            new AppId(struct.number(APP_ID)),
            struct.number(VERSION_ID),
            struct.wallet(OPERATOR),
            struct.text(URL, MAX_URL_BYTES),
            Hex.encode(struct.bytes(TEE_PUBKEY, MAX_KEY_BYTES)),
            struct.wallet(WALLET),
            struct.bool(ZK_VERIFIED),
            struct.constant(STATUS, InstanceStatus.values()),
            date(struct.number(REGISTERED_AT))));
  }

  /** The wallet alone, for naming an instance of which another field can't be read. */
  static Wallet walletOf(String hex) {
    return AbiReader.of(hex).at(0).wallet(WALLET);
  }

  private static Instant date(BigInteger seconds) {
    if (seconds.bitLength() > DATE_BITS) {
      throw UnreadableException.malformed("its date is out of range");
    }
    return Instant.ofEpochSecond(seconds.longValue());
  }
}
