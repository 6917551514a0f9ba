package io.novakms.registry.rpc;

import java.util.List;

/**
 * One JSON-RPC call.
 *
 * @param method such as {@code eth_call}
 * @param params strings, booleans, and maps and lists of them
 */
public record RpcCall(String method, List<Object> params) {
  public static RpcCall of(String method, Object... params) {
    return new RpcCall(method, List.of(params));
  }
}
