package io.novakms.journal;

import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import java.util.Objects;

/**
 * Whose a journal is: of one node, under one master secret. Journals of several identities lie side
 * by side in one directory, and none touches another's files.
 *
 * @param wallet the node's
 * @param secret the hash of the master secret
 */
public record JournalIdentity(Wallet wallet, SecretHash secret) {
  private static final int SHOWN = 16;

  /** Checks that both are there. */
  public JournalIdentity {
    Objects.requireNonNull(wallet, "wallet");
    Objects.requireNonNull(secret, "secret");
  }

  /** What the names of its files begin with: the first digits of both. */
  String filePrefix() {
    return "journal-" + wallet.address().substring(2, 2 + SHOWN) + "-" + secretDigits() + "-";
  }

  private String secretDigits() {
    return secret.hex().substring(0, SHOWN);
  }
}
