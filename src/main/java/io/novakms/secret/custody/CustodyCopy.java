package io.novakms.secret.custody;

import io.novakms.diagnostics.LogContext;
import io.novakms.journal.Disk;
import io.novakms.journal.DiskFile;
import io.novakms.model.SecretHash;
import io.novakms.secret.SecretListener;
import io.novakms.secret.VerifiedSecret;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * Keeps the custody file on the node's disk, so that it outlives the node without an operator who
 * fetches it in time: one file for each master secret, the latest that this node made of it. The
 * file is public. A disk that fails is told in the log, once, and the next tick tries again.
 *
 * <p>Not thread-safe: for the tick alone.
 */
public final class CustodyCopy implements SecretListener {
  private static final System.Logger LOG = LogContext.logger("io.novakms.secret");
  private static final int NAMED_DIGITS = 16;
  private static final String UNFINISHED = ".new";

  private final Custody custody;
  private final Disk disk;
  private CustodyFile kept;
  private boolean told;

  /** Copies the file of {@code custody} to {@code disk}, and tells it everything. */
  public CustodyCopy(Custody custody, Disk disk) {
    this.custody = custody;
    this.disk = disk;
  }

  @Override
  public void verified(VerifiedSecret secret) {
    custody.verified(secret);
    custody.file().filter(file -> file != kept).ifPresent(this::keep);
  }

  @Override
  public String missing(SecretHash onChain) {
    return custody.missing(onChain);
  }

  /** The name of the file of the secret with {@code hash}. */
  static String name(SecretHash hash) {
    return "custody-" + hash.toString().replace("0x", "").substring(0, NAMED_DIGITS) + ".json";
  }

  private void keep(CustodyFile file) {
    String name = name(file.cluster().secretHash());
    byte[] content = file.bytes();
    try {
      try (DiskFile draft = disk.create(name + UNFINISHED, content.length)) {
        draft.write(0, content, 0, content.length);
        draft.sync();
      }
      disk.rename(name + UNFINISHED, name);
      disk.sync();
      kept = file;
      told = false;
      LOG.log(Level.INFO, "wrote custody file {0} to {1} in KMS_DATA_DIR", file.digest(), name);
    } catch (IOException e) {
      if (!told) {
        told = true;
        LOG.log(Level.WARNING, "the custody file can't be written to KMS_DATA_DIR", e);
      }
    }
  }
}
