/** The contracts, on a real EVM: every rule, every refusal, every event. */
package io.novakms.contracts;
