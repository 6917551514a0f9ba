package io.novakms.registry.tx;

import io.novakms.registry.rpc.RpcResponse;

/**
 * The answer of the chain's node to a signed transaction. Only the error's words tell, and they
 * differ between implementations.
 */
public enum SubmitOutcome {
  /** It takes it, or has it already. */
  ACCEPTED,
  /** It offers too little, by itself or to replace another. */
  UNDERPRICED,
  /** Another transaction with this nonce is mined. */
  NONCE_USED,
  /** The wallet has not enough. */
  UNPAYABLE,
  /** It did not say: it may have taken it, or not. */
  UNKNOWN,
  /** Anything else. */
  REFUSED;

  private static final String[] KNOWN = {
    "already known", "alreadyknown", "known transaction", "already imported", "already exists"
  };
  private static final String[] FEES_TOO_LOW = {
    "underpriced",
    "fee too low",
    "feetoolow",
    "less than block base fee",
    "gas price below",
    "gas price too low",
    "below configured minimum",
    "below current base fee",
    "fee per gas below"
  };
  private static final String[] NONCE_TOO_LOW = {"nonce too low", "nonce is too low", "oldnonce"};
  private static final String[] NOT_ENOUGH = {
    "insufficient funds", "insufficientfunds", "upfront cost exceeds"
  };

  public static SubmitOutcome of(RpcResponse answer) {
    if (!(answer instanceof RpcResponse.Failure failure)) {
      boolean named = answer instanceof RpcResponse.Result result && result.value().isTextual();
      return named ? ACCEPTED : UNKNOWN;
    }
    if (failure.isNoAnswer()) {
      return UNKNOWN;
    }
    if (says(failure, KNOWN)) {
      return ACCEPTED;
    }
    if (says(failure, FEES_TOO_LOW)) {
      return UNDERPRICED;
    }
    if (says(failure, NONCE_TOO_LOW)) {
      return NONCE_USED;
    }
    return isUnpayable(failure) ? UNPAYABLE : REFUSED;
  }

  /** Whether {@code failure} says that the wallet has not enough. */
  static boolean isUnpayable(RpcResponse.Failure failure) {
    return says(failure, NOT_ENOUGH);
  }

  private static boolean says(RpcResponse.Failure failure, String... any) {
    for (String words : any) {
      if (failure.says(words)) {
        return true;
      }
    }
    return false;
  }
}
