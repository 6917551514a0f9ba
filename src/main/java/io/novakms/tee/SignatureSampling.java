package io.novakms.tee;

/**
 * Which signatures of a TEE outside this process are verified: the first, every {@value #EVERY}th
 * after it, and after a failure each one until one was right. A TEE that signs with another key is
 * so noticed within as many signatures; verifying each costs more than all else that the node does
 * with it. Safe for use by many threads.
 */
final class SignatureSampling {
  private static final int EVERY = 64;

  private long failures;
  private int left;

  /** Counts a signature that is about to be made, and says what to do with it. */
  synchronized Sample next() {
    boolean due = left == 0;
    left = due ? 0 : left - 1;
    return new Sample(due, failures);
  }

  /** Notes that a signature was right. One from before the latest failure says nothing. */
  synchronized void passed(Sample sample) {
    if (sample.failures() == failures) {
      left = EVERY - 1;
    }
  }

  /** Notes that the TEE failed, in whatever operation. */
  synchronized void failed() {
    failures++;
    left = 0;
  }

  /**
   * A signature.
   *
   * @param isDue whether it is to be verified
   * @param failures how many there were before it was made
   */
  record Sample(boolean isDue, long failures) {}
}
