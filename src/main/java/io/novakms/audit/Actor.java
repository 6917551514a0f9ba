package io.novakms.audit;

import io.novakms.auth.CallerKind;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import java.util.Optional;

/**
 * Who did something, as far as it is proven.
 *
 * @param kind what it came as
 * @param wallet the wallet that an app or a node has proven to hold
 * @param app the app that the registry has for that wallet
 * @param user the operator's name, where the server tells it
 * @param address where it came from, where that is known
 * @param isKnown whether the registry or the server knows it; else it may be anybody
 */
public record Actor(
    Kind kind,
    Optional<Wallet> wallet,
    Optional<AppId> app,
    Optional<String> user,
    Optional<String> address,
    boolean isKnown) {
  /** What somebody came as. */
  public enum Kind {
    /** An instance of an app. */
    APP("app"),
    /** Another node. */
    PEER("peer"),
    /** Somebody whom the server let into its management. */
    OPERATOR("operator");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** An operator. */
  public static Actor operator(Optional<String> user, Optional<String> address) {
    return new Actor(Kind.OPERATOR, Optional.empty(), Optional.empty(), user, address, true);
  }

  /** Somebody who came as {@code kind} from {@code address}, and has proven nothing yet. */
  public static Actor unproven(CallerKind kind, String address) {
    return new Actor(
        kind == CallerKind.APP ? Kind.APP : Kind.PEER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(address),
        false);
  }

  /** The same, who has proven {@code proven}, which anybody can do for a wallet of its own. */
  public Actor proven(Wallet proven) {
    return new Actor(kind, Optional.of(proven), app, user, address, isKnown);
  }

  /** The same, whom the registry knows: as an instance of {@code of}, where it is an app's. */
  public Actor known(Optional<AppId> of) {
    return new Actor(kind, wallet, of, user, address, true);
  }

  void writeTo(JsonLine line) {
    line.put("by", kind.word);
    wallet.ifPresent(known -> line.put("wallet", known.address()));
    app.ifPresent(known -> line.literal("app_id", known.toString()));
    user.ifPresent(known -> line.put("user", known));
    address.ifPresent(known -> line.put("address", known));
  }
}
