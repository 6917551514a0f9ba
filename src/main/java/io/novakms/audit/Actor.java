package io.novakms.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * @param user the operator's name, where the server tells it; a custodian's, where its key is one
 *     of those
 * @param address where it came from, where that is known
 * @param isKnown whether the registry or the server knows it; else it is an unregistered caller
 */
public record Actor(
    Kind kind,
    Optional<Wallet> wallet,
    Optional<AppId> app,
    Optional<String> user,
    Optional<String> address,
    boolean isKnown) {
  /** The kinds of callers. */
  public enum Kind {
    /** An instance of an app. */
    APP("app"),
    /** Another node. */
    PEER("peer"),
    /** The keeper of a share of the master secret. */
    CUSTODIAN("custodian"),
    /** An operator that the server's management authenticated. */
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

  /** A caller of the custodians' route at {@code address}, without a proof yet. */
  public static Actor unprovenCustodian(String address) {
    return new Actor(
        Kind.CUSTODIAN,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(address),
        false);
  }

  /** The same, found to hold the key of the custodian called {@code name}. */
  public Actor named(String name) {
    return new Actor(kind, wallet, app, Optional.of(name), address, true);
  }

  /** A caller of {@code kind} at {@code address}, without a proof yet. */
  public static Actor unproven(CallerKind kind, String address) {
    return new Actor(
        kind == CallerKind.APP ? Kind.APP : Kind.PEER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(address),
        false);
  }

  /** The same caller, with its wallet proven; the wallet may be unregistered. */
  public Actor proven(Wallet proven) {
    return new Actor(kind, Optional.of(proven), app, user, address, isKnown);
  }

  /** The same caller, found in the registry; an app's instance belongs to {@code of}. */
  public Actor known(Optional<AppId> of) {
    return new Actor(kind, wallet, of, user, address, true);
  }

  void writeTo(ObjectNode line) {
    line.put("by", kind.word);
    wallet.ifPresent(known -> line.put("wallet", known.address()));
    app.ifPresent(known -> line.put("app_id", known.value()));
    user.ifPresent(known -> line.put("user", known));
    address.ifPresent(known -> line.put("address", known));
  }
}
