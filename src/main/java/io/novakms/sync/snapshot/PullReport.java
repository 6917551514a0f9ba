package io.novakms.sync.snapshot;

/**
 * The outcome of a snapshot download that an operator started.
 *
 * @param complete whether all that the peer has is here now
 * @param detail how it ended, in words for an operator
 * @param records how many records came
 * @param merged how many of them changed something here
 * @param rejected how many of them failed a check
 */
public record PullReport(
    boolean complete, String detail, long records, long merged, long rejected) {}
