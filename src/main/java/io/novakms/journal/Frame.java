package io.novakms.journal;

import io.novakms.crypto.FileCipher;

/**
 * What one append wrote, as it was read back: its checksum was right, its content is sealed yet.
 *
 * @param kind what it says
 * @param offset where it begins in its file
 * @param batchStart where the first frame begins that was synced together with it
 * @param sealed its content; not to be changed
 */
record Frame(FrameKind kind, long offset, long batchStart, byte[] sealed) {
  /** Frames begin at multiples of this. */
  static final int ALIGNMENT = 8;

  /** What precedes the sealed content. */
  static final int HEAD_BYTES = 16;

  /** The longest sealed content: more than any record has, so that damage costs little memory. */
  static final int MAX_SEALED_BYTES = 1 << 27;

  /** The length of a frame that says nothing but its kind. */
  static final int MARK_BYTES = sizeOf(0);

  /** The length of a frame with {@code plaintext} bytes in it. */
  static int sizeOf(int plaintext) {
    return sizeOfSealed(plaintext + FileCipher.OVERHEAD_BYTES);
  }

  static int sizeOfSealed(int sealed) {
    return (HEAD_BYTES + sealed + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Where the next frame begins. */
  long end() {
    return offset + sizeOfSealed(sealed.length);
  }
}
