package io.novakms.devnet;

/** Hears what is being done while the local network starts and stops. */
@FunctionalInterface
public interface Progress {
  /** Tells nothing. */
  Progress SILENT = line -> {};

  /** Says one line, without a line break at its end. */
  void say(String line);
}
