package io.novakms.sync.push;

import io.novakms.model.Wallet;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the pushes to one peer have come, for {@code /status} and metrics.
 *
 * @param peer its wallet
 * @param position what it acknowledged, as a number of this node's change feed
 * @param lag how many numbers the feed is ahead of that: an upper bound of the records it lacks
 * @param underWay whether a batch is on its way
 * @param lastSuccess when it last acknowledged a batch
 * @param lastFailure when it last did not
 * @param failure why not, as a word, where the last attempt failed
 * @param failureDetail the same in words for an operator
 * @param backOffUntil when it is tried again, where it is waited for
 * @param recordsSent records that it acknowledged, each time counted
 * @param recordsRejected records that it refused one by one, each time counted
 * @param recordsSkipped records that it would not take even alone, each time counted
 * @param retriesRejected whether records that it refused or did not take will be offered again
 */
public record PeerProgress(
    Wallet peer,
    long position,
    long lag,
    boolean underWay,
    Optional<Instant> lastSuccess,
    Optional<Instant> lastFailure,
    Optional<String> failure,
    Optional<String> failureDetail,
    Optional<Instant> backOffUntil,
    long recordsSent,
    long recordsRejected,
    long recordsSkipped,
    boolean retriesRejected) {}
