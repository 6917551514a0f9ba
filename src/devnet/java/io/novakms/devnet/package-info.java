/**
 * The local network: a real EVM chain with the contracts on it, and what stands in for the platform
 * around a node. For developers and tests; no part of the product.
 */
package io.novakms.devnet;
