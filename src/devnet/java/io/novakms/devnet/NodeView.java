package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Objects;

/**
 * How a node looks from outside at one moment.
 *
 * @param name what it is called
 * @param url where it should be serving
 * @param phase how far it has come
 * @param reason why its gate is closed (a reason code), or what is wrong with its process; empty
 *     where it serves
 * @param detail what exactly was seen, in the node's own words; may be empty
 * @param secret where its master secret came from; empty where that isn't known
 * @param members the nodes that it knows of, itself included
 * @param block the height at which it last read the chain; 0 before it did
 */
public record NodeView(
    String name,
    URI url,
    Phase phase,
    String reason,
    String detail,
    String secret,
    int members,
    long block) {

  /** How far a node has come. */
  public enum Phase {
    /** The process runs, but doesn't answer: it is starting, or hangs. */
    SILENT("-"),
    /** The gate is closed. */
    CLOSED("503"),
    /** The gate is open. */
    SERVING("200"),
    /** The process has ended. */
    ENDED("-");

    private final String health;

    Phase(String health) {
      this.health = health;
    }

    /** What {@code GET /health} answers. */
    public String health() {
      return health;
    }
  }

  /** A node that runs, and doesn't answer. */
  static NodeView silent(String name, URI url) {
    return new NodeView(name, url, Phase.SILENT, "no answer yet", "", "", 0, 0);
  }

  /** A node whose process has ended. */
  static NodeView ended(String name, URI url, int exitCode) {
    return new NodeView(name, url, Phase.ENDED, "ended with code " + exitCode, "", "", 0, 0);
  }

  /** A node's own words: its answer to {@code GET /status} (protocol, section 6). */
  static NodeView of(String name, URI url, JsonNode status) {
    JsonNode node = status.path("node");
    boolean serving = node.path("service_available").asBoolean();
    return new NodeView(
        name,
        url,
        serving ? Phase.SERVING : Phase.CLOSED,
        serving ? "" : node.path("reason").asText(),
        serving ? "" : Objects.requireNonNullElse(node.path("reason_detail").textValue(), ""),
        node.path("master_secret").path("state").asText(),
        status.path("cluster").path("total_instances").asInt(),
        status.path("chain").path("block").asLong());
  }

  /** Whether the gate is open. */
  public boolean isServing() {
    return phase == Phase.SERVING;
  }

  /** What the node says but for numbers that change all the time: where two differ, it's news. */
  String essence() {
    return switch (phase) {
      case SERVING -> "200, serving (secret " + secret + ")";
      case CLOSED -> "503, " + why();
      case SILENT, ENDED -> reason;
    };
  }

  /** Why it does not serve, in one line; empty where it does. */
  String why() {
    return detail.isEmpty() ? reason : reason + ": " + detail;
  }
}
