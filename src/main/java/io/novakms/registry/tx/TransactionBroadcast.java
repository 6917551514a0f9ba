package io.novakms.registry.tx;

import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.JsonRpc;
import io.novakms.registry.rpc.RpcCall;
import io.novakms.registry.rpc.RpcResponse;
import java.util.Collections;
import java.util.List;

/**
 * What came of sending a transaction to all providers.
 *
 * @param outcome the most decisive of the providers' outcomes
 * @param mayBeThere whether a provider may have taken it without saying so
 * @param failure the last failure of a provider, or null
 */
record TransactionBroadcast(SubmitOutcome outcome, boolean mayBeThere, ChainException failure) {
  /** Sends {@code raw} to every provider, since a single one may not forward it. */
  static TransactionBroadcast send(String raw, List<JsonRpc> providers) {
    SubmitOutcome best = SubmitOutcome.REFUSED;
    boolean mayBeThere = false;
    ChainException failure = null;
    for (JsonRpc provider : providers) {
      try {
        RpcResponse answer = provider.call(RpcCall.of("eth_sendRawTransaction", raw));
        SubmitOutcome outcome = SubmitOutcome.of(answer);
        if (outcome == SubmitOutcome.REFUSED) {
          failure = refusal(provider, (RpcResponse.Failure) answer);
        }
        mayBeThere |= outcome == SubmitOutcome.UNKNOWN;
        best = Collections.min(List.of(best, outcome));
      } catch (ChainException e) {
        failure = e;
        mayBeThere = true;
      }
    }
    return new TransactionBroadcast(best, mayBeThere, failure);
  }

  private static ChainException refusal(JsonRpc provider, RpcResponse.Failure answer) {
    return new ChainException(
        provider.name() + " refused the transaction: " + answer.describe(), null);
  }
}
