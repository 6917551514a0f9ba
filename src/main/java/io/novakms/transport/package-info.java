/**
 * Plain HTTP: to the TEE, to providers of the chain, and to peers. Each class implements an
 * interface of the room that needs it, bounded in time and in what it reads.
 *
 * <p>May import those rooms. Only {@code wiring.server} imports this one. Must stay out: the
 * meaning of the bytes.
 */
package io.novakms.transport;
