package io.novakms.wiring.server;

import io.novakms.journal.Disk;
import io.novakms.journal.FileDisk;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** {@code KMS_DATA_DIR} on a server, and the threads that read and write there. */
final class DataDirectory {
  private static final long IDLE_SECONDS = 10;

  private DataDirectory() {}

  /**
   * The files of {@code directory}, which is made where it does not exist.
   *
   * @throws KmsException where it can't be
   */
  static Disk open(Path directory) {
    try {
      return new FileDisk(directory);
    } catch (IOException e) {
      throw new KmsException(
          Kind.INTERNAL,
          "KMS_DATA_DIR can't be used: "
              + directory
              + " has to be a directory that this process"
              + " can write to, or one that it can make",
          e);
    }
  }

  /**
   * Starts a thread where none is idle. A server interrupts the threads that it manages when an
   * application ends, and an interrupt closes the file that its thread writes to; so these are none
   * of those. They end by themselves.
   */
  static Executor threads() {
    ClassLoader application = DataDirectory.class.getClassLoader();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "nova-kms-disk");
          thread.setDaemon(true);
          thread.setContextClassLoader(application);
          return thread;
        });
  }
}
