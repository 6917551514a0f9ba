package io.novakms.http.openapi;

import io.novakms.auth.CallerKind;
import java.util.List;
import java.util.Optional;

/** Who may call a route. */
public enum Caller {
  /** Whoever reaches the node; bodies are plain JSON. */
  ANYONE("public", "For everyone: no proof, and bodies in plain.", null),
  /** Whoever the operator lets in; bodies are plain. */
  OPERATOR("operators", "For whom the operator lets in: by a token, or by the address.", null),
  /** An instance of an app; bodies are sealed. */
  APP("apps", "For instances of apps: each request proven, and every body sealed.", CallerKind.APP),
  /** Another node of the cluster; bodies are sealed. */
  PEER("peers", "For the other nodes: each request proven, every body sealed.", CallerKind.PEER);

  private final String tag;
  private final String words;
  private final CallerKind kind;

  Caller(String tag, String words, CallerKind kind) {
    this.tag = tag;
    this.words = words;
    this.kind = kind;
  }

  String tag() {
    return tag;
  }

  String words() {
    return words;
  }

  /** Whether it proves its wallet with each request, and bodies are sealed both ways. */
  boolean isProven() {
    return kind != null;
  }

  /** How it proves its wallet; empty where it doesn't. */
  Optional<CallerKind> kind() {
    return Optional.ofNullable(kind);
  }

  /** The headers that a proof can't do without. */
  static List<String> proofHeaders(CallerKind kind) {
    return List.of(kind.signatureHeader(), kind.nonceHeader(), kind.timestampHeader());
  }
}
