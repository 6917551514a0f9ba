package io.novakms.journal;

/**
 * The end of the last segment that a former process left.
 *
 * @param number of the segment
 * @param offset of its seal
 */
record SealedEnd(long number, long offset) {}
