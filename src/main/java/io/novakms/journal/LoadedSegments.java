package io.novakms.journal;

import java.util.Optional;
import java.util.TreeMap;

/**
 * What a former process left, once it is loaded.
 *
 * @param segments lengths by number; the map is the receiver's
 * @param next the number of the next segment to be made
 * @param seal what has to be marked before the next segment is written to; null where that was done
 * @param records how many records were handed on
 * @param tornBytes how many bytes of an unfinished batch were cut
 * @param life the last life that wrote to it; empty where none did
 * @param lifeSegment the segment that says so; 0 where none does
 */
record LoadedSegments(
    TreeMap<Long, Long> segments,
    long next,
    SealedEnd seal,
    long records,
    long tornBytes,
    Optional<LifeMark> life,
    long lifeSegment) {}
