/**
 * The two contracts on the chain: who is a member, and which master secret is the right one.
 *
 * <p>May import model, config, crypto and tee. Only this room knows web3j. Must stay out: what a
 * node does with the answers.
 */
package io.novakms.registry;
