/**
 * What outlives the process: a log of sealed records on disk, in segments. All access to a disk
 * goes through {@link io.novakms.journal.Disk}; threads, time and randomness are passed in.
 *
 * <p>May import model, diagnostics, config, crypto and store. Must stay out: {@code jakarta.*}, the
 * network, and any decision which record wins.
 */
package io.novakms.journal;
