package io.novakms.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.diagnostics.Counts;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.sync.message.MasterSecretRequest;
import io.novakms.sync.message.SyncJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Answers peers' requests at {@code POST /sync} (protocol, section 7). The caller has authenticated
 * the peer; this class checks that the peer knows the cluster's sync key, where the type demands
 * it, and that the sender in the body is the authenticated peer.
 */
public final class SyncService {
  /** Replaces an unknown or missing type in {@link #served}. */
  private static final String UNKNOWN = "unknown";

  private final Map<String, SyncHandler> handlers;
  private final Counts<String> served;
  private final Counts<String> refused;

  /** A service that answers the types in {@code handlers}. */
  public SyncService(Map<String, SyncHandler> handlers) {
    this.handlers = Map.copyOf(handlers);
    List<String> types =
        Stream.concat(handlers.keySet().stream().sorted(), Stream.of(UNKNOWN)).toList();
    this.served = new Counts<>(types);
    this.refused = new Counts<>(types);
  }

  /** Requests that were answered, by type. */
  public Counts<String> served() {
    return served;
  }

  /** Requests that were refused, or met a fault of this node, by type. */
  public Counts<String> refused() {
    return refused;
  }

  /**
   * The inner answer to {@code request}.
   *
   * @throws KmsException FORBIDDEN where the HMAC is missing or wrong, or {@code sender_wallet} is
   *     another's; BAD_REQUEST where the type is missing or unknown, or the body is malformed
   */
  public ObjectNode answer(SyncRequest request) {
    String said = request.inner().path("type").textValue();
    String type = said != null && handlers.containsKey(said) ? said : UNKNOWN;
    boolean done = false;
    try {
      ObjectNode answer = checked(request);
      done = true;
      return answer;
    } finally {
      (done ? served : refused).add(type);
    }
  }

  private ObjectNode checked(SyncRequest request) {
    String type = SyncJson.type(request.inner());
    if (!type.equals(MasterSecretRequest.TYPE)) {
      requireMac(request);
    }
    requireOwnWallet(request);
    SyncHandler handler = handlers.get(type);
    if (handler == null) {
      throw new KmsException(Kind.BAD_REQUEST, "this node does not know that type of request");
    }
    return handler.answer(request).toJson();
  }

  private static void requireMac(SyncRequest request) {
    boolean valid =
        request
            .signature()
            .filter(mac -> request.secret().syncMac().verify(request.envelope(), mac))
            .isPresent();
    if (!valid) {
      throw new KmsException(Kind.FORBIDDEN, "x-sync-signature is missing or wrong");
    }
  }

  private static void requireOwnWallet(SyncRequest request) {
    if (SyncJson.sender(request.inner())
        .filter(wallet -> !wallet.equals(request.caller()))
        .isPresent()) {
      throw new KmsException(Kind.FORBIDDEN, "sender_wallet is not the authenticated wallet");
    }
  }
}
