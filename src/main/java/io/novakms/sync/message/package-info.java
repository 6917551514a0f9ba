/**
 * The requests and answers of {@code POST /sync} (protocol, section 7): one record for each, which
 * reads, checks, writes and, by annotations that only the build reads, describes it.
 *
 * <p>May import model, crypto, store and sync.quorum. Must stay out: what a request does, and who
 * sends it.
 */
package io.novakms.sync.message;
