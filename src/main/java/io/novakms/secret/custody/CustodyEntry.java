package io.novakms.secret.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.SealedSecret;
import io.novakms.crypto.SecretShare;
import io.novakms.model.Custodian;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import java.util.Objects;

/**
 * One custodian's part of a custody file.
 *
 * @param custodian who
 * @param index of the share, from 1
 * @param commitment {@link SecretShare#commitment()} in hex
 * @param sealed the share, for the custodian alone
 */
public record CustodyEntry(Custodian custodian, int index, String commitment, SealedSecret sealed) {
  private static final String NAME = "name";
  private static final String PUBLIC_KEY = "public_key";
  private static final String INDEX = "index";
  private static final String COMMITMENT = "commitment";
  private static final String SEALED = "sealed_share";

  /** Checks the index and the form of the commitment, and that all is there. */
  public CustodyEntry {
    Objects.requireNonNull(custodian, "a share has a custodian");
    Objects.requireNonNull(sealed, SEALED);
    commitment = Hex.encode(Hex.decode(commitment, SecretShare.COMMITMENT_BYTES));
    if (index < 1 || index > SecretShare.MAX_INDEX) {
      throw new IllegalArgumentException("an index is 1 to 255");
    }
  }

  /** Whether {@code share} is the one that was sealed here. */
  public boolean isOf(SecretShare share) {
    return share.index() == index && share.matches(Hex.decode(commitment));
  }

  /**
   * Reads the JSON form.
   *
   * @throws IllegalArgumentException where a field is missing or malformed
   */
  static CustodyEntry parse(JsonNode json) {
    return new CustodyEntry(
        new Custodian(
            json.path(NAME).textValue(), TeePublicKey.parse(json.path(PUBLIC_KEY).textValue())),
        json.path(INDEX).isInt() ? json.path(INDEX).intValue() : 0,
        json.path(COMMITMENT).textValue(),
        SealedSecret.parse(json.path(SEALED)));
  }

  /** Writes the JSON form. */
  void writeTo(ObjectNode json) {
    json.put(NAME, custodian.name())
        .put(PUBLIC_KEY, custodian.publicKey().hex())
        .put(INDEX, index)
        .put(COMMITMENT, commitment)
        .set(SEALED, sealed.toJson());
  }
}
