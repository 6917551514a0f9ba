/**
 * The quorum rules: how many members hold a write, and how many vouch that a key has no value; and
 * the lives of members, by which they count.
 *
 * <p>May import the rooms from model to peer. Must stay out: messages and threads; the rules are
 * pure, so that a model can explore them.
 */
package io.novakms.sync.quorum;
