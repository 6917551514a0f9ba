/**
 * The quorum rules: how many members hold a write, and how many vouch that a key has no value.
 *
 * <p>May import {@code sync} and the rooms above it. Must stay out: messages, time and threads; the
 * rules are pure, so that a model can explore them.
 */
package io.novakms.sync.quorum;
