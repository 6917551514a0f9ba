package io.novakms.journal;

import java.util.TreeMap;

/**
 * What a former process left, once it is loaded.
 *
 * @param segments lengths by number; the map is the receiver's
 * @param next the number of the next segment to be made
 * @param seal what has to be marked before the next segment is written to; null where that was done
 * @param records how many records were handed on
 * @param tornBytes how many bytes of an unfinished batch were cut
 */
record LoadedSegments(
    TreeMap<Long, Long> segments, long next, SealedEnd seal, long records, long tornBytes) {}
