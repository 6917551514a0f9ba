package io.novakms.registry.rpc;

import java.util.function.Predicate;

/**
 * A call, and the test that an answer to it has to pass.
 *
 * @param call the call
 * @param isAnswer tells an answer from what only says that there is none
 */
public record RetryableCall(RpcCall call, Predicate<RpcResponse> isAnswer) {
  /** A call of a contract at {@code block}: a name, a number in hex, or a map with a hash. */
  public static RetryableCall of(ContractRead read, Object block) {
    return new RetryableCall(read.at(block), ContractResponse::counts);
  }

  /** A call that is asked again only where that may help. */
  public static RetryableCall ofNode(RpcCall call) {
    return new RetryableCall(
        call, answer -> !(answer instanceof RpcResponse.Failure failure && failure.mayPass()));
  }

  /** A call to which every response is an answer. */
  public static RetryableCall once(RpcCall call) {
    return new RetryableCall(call, answer -> true);
  }
}
