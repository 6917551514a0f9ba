package io.novakms.custodian;

import io.novakms.secret.custody.CustodyEntry;
import io.novakms.secret.custody.CustodyFile;
import java.io.PrintStream;
import java.util.Optional;

/** Shows what a custodian should see, a line for each fact. */
final class Report {
  private static final String LINE = "%-10s %s%n";

  private final PrintStream out;

  /** Shows it on {@code out}. */
  Report(PrintStream out) {
    this.out = out;
  }

  /** Shows one fact. */
  void line(String name, Object value) {
    out.printf(LINE, name, value);
  }

  /**
   * Shows {@code file}.
   *
   * @param registry what the chain says; empty where it was not asked
   */
  void file(CustodyFile file, Optional<Registry> registry) {
    line("file", file.digest());
    line("made", file.createdAt());
    line("chain", file.cluster().chainId() + ", KMS app " + file.cluster().kmsAppId());
    line("contracts", "KMSRegistry " + file.cluster().kmsRegistry());
    line("", "NovaAppRegistry " + file.cluster().appRegistry());
    line("secret", file.cluster().secretHash() + registry.map(r -> hash(file, r)).orElse(""));
    line("signed by", file.signer() + registry.map(r -> signer(file, r)).orElse(""));
    line("threshold", file.threshold() + " of " + file.entries().size() + " shares");
    for (CustodyEntry entry : file.entries()) {
      line(
          "share " + entry.index(),
          entry.custodian().name() + " " + entry.custodian().publicKey().hex());
    }
  }

  private static String hash(CustodyFile file, Registry registry) {
    return registry.hasHashOf(file.cluster())
        ? " (as the chain has it)"
        : " (NOT what the chain has)";
  }

  private static String signer(CustodyFile file, Registry registry) {
    return registry.node(file.signer()).isPresent()
        ? " (a node that the registry vouches for)"
        : " (NOT a node that the registry vouches for now: a node that is gone, or a forgery)";
  }
}
