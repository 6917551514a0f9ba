package io.novakms.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import java.util.Optional;

/** What all messages of {@code /sync} have in common: {@code type}, sender and {@code status}. */
public final class SyncJson {
  static final String DATA = "data";
  static final String EPOCH = "epoch";

  private static final String TYPE = "type";
  private static final String SENDER = "sender_wallet";
  private static final String STATUS = "status";

  private SyncJson() {}

  /**
   * The type of a request.
   *
   * @throws KmsException BAD_REQUEST where it has none
   */
  public static String type(JsonNode request) {
    return text(request, TYPE);
  }

  /**
   * The wallet that a request names as its sender; empty where it names none.
   *
   * @throws KmsException FORBIDDEN where what it names is no wallet
   */
  public static Optional<Wallet> sender(JsonNode request) {
    JsonNode claimed = request.path(SENDER);
    if (claimed.isMissingNode() || claimed.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Wallet.parse(claimed.isTextual() ? claimed.textValue() : ""));
    } catch (IllegalArgumentException e) {
      throw new KmsException(Kind.FORBIDDEN, "sender_wallet is not the authenticated wallet");
    }
  }

  /**
   * The text at {@code name}.
   *
   * @throws KmsException BAD_REQUEST where there is none
   */
  static String text(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (!value.isTextual()) {
      throw new KmsException(Kind.BAD_REQUEST, "'" + name + "' has to be a string");
    }
    return value.textValue();
  }

  /** The beginning of a request. */
  static ObjectNode request(String type, Optional<Wallet> sender) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put(TYPE, type);
    sender.ifPresent(wallet -> body.put(SENDER, wallet.address()));
    return body;
  }

  /** The beginning of an answer. */
  static ObjectNode ok() {
    return JsonNodeFactory.instance.objectNode().put(STATUS, SyncResponse.OK);
  }

  static boolean isOk(JsonNode answer) {
    return SyncResponse.OK.equals(answer.path(STATUS).textValue());
  }
}
