package io.novakms.http.openapi;

import io.novakms.http.openapi.Routes.Route;
import io.novakms.model.KmsException.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** With which statuses and codes a route may refuse a request (protocol, section 6). */
final class Refusals {
  /** The code of 406. */
  static final String NOT_ACCEPTABLE = "not_acceptable";

  /** The code of 415. */
  static final String UNSUPPORTED_TYPE = "unsupported_media_type";

  private static final Map<Integer, String> WORDS =
      Map.of(
          400, "The request is malformed: the message names what is wrong.",
          403,
              "`unauthorized`: the proof proves nothing, or the envelope came before."
                  + " `forbidden`: the registry does not let this caller do that.",
          404, "There is no such thing.",
          406, "The answer has another media type than the request accepts.",
          413, "The body, or what it holds or asks for, is over a limit.",
          415, "The body is said to be something other than JSON.",
          429, "Too many requests from this client: see `Retry-After`.",
          500, "A fault of this node. Its log tells more under `X-Request-Id`.",
          503, "This node does not serve now; another may. The message begins with the reason.",
          507, "The app's storage is full; nothing has changed.");

  private final ToIntFunction<Kind> status;

  /** Refusals that get the {@code status} of their kind. */
  Refusals(ToIntFunction<Kind> status) {
    this.status = status;
  }

  /** What a reader is told about {@code status} of {@code route}. */
  static String words(int status, Route route) {
    Caller caller = route.contract().caller();
    if (status == 404 && caller == Caller.APP) {
      return "There is no value under this key: never written, deleted, or expired.";
    }
    if (status == 403 && caller == Caller.OPERATOR) {
      return "`unauthorized`: the token is missing or wrong. `forbidden`: the address may not ask.";
    }
    return WORDS.get(status);
  }

  /** The codes of each status that {@code route} may refuse with. */
  SortedMap<Integer, Set<String>> of(Route route) {
    Contract contract = route.contract();
    SortedMap<Integer, Set<String>> codes = new TreeMap<>();
    add(codes, Kind.BAD_REQUEST, Kind.INTERNAL);
    for (String code : contract.badRequestCodes()) {
      codes.get(status.applyAsInt(Kind.BAD_REQUEST)).add(code);
    }
    if (contract.caller().isProven()) {
      add(codes, Kind.UNAUTHORIZED, Kind.FORBIDDEN, Kind.UNAVAILABLE);
    }
    if (contract.takes().length > 0) {
      add(codes, Kind.TOO_LARGE);
      codes.computeIfAbsent(415, s -> new TreeSet<>()).add(UNSUPPORTED_TYPE);
    }
    if (contract.limited()) {
      add(codes, Kind.RATE_LIMITED);
    }
    if (route.declaresType()) {
      codes.computeIfAbsent(406, s -> new TreeSet<>()).add(NOT_ACCEPTABLE);
    }
    add(codes, contract.refuses());
    return codes;
  }

  private void add(SortedMap<Integer, Set<String>> codes, Kind... kinds) {
    Arrays.stream(kinds)
        .forEach(
            kind ->
                codes
                    .computeIfAbsent(status.applyAsInt(kind), s -> new TreeSet<>())
                    .add(kind.code()));
  }
}
