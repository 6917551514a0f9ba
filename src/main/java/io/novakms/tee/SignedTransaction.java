package io.novakms.tee;

/**
 * A signed transaction, ready for {@code eth_sendRawTransaction}.
 *
 * @param rawTransaction {@code 0x} and the encoded transaction in hex
 * @param transactionHash {@code 0x} and 64 hex digits
 */
public record SignedTransaction(String rawTransaction, String transactionHash) {}
