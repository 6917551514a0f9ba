package io.novakms.devnet;

import java.io.Serial;

/** A JSON-RPC error: the answer of a node that was reached, and said no. */
public final class RpcFault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int code;
  private final String data;

  /** An error with {@code code}, {@code message}, and {@code data}, empty where there is none. */
  public RpcFault(int code, String message, String data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  /** The error's code. */
  public int code() {
    return code;
  }

  /** For a revert, what the contract gave as its reason: {@code 0x} and hex. Else empty. */
  public String data() {
    return data;
  }
}
