package io.novakms.http;

import io.novakms.auth.CallerKind;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.http.console.ConsoleResource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** {@code GET /}: what this is and how to call it. */
@Schema(description = "`GET /`: what this is and how to call it.")
public record OverviewResponse(
    @Schema(description = "Its name") String service,
    @Schema(description = "Version of this build") String version,
    @Schema(description = "The headers that prove who is calling, by kind of caller")
        AuthHeaders authHeaders,
    @Schema(description = "The routes, each with what it is for") List<Endpoint> endpoints) {

  /** One route. */
  @Schema(name = "OverviewResponse.Endpoint", description = "One route.")
  public record Endpoint(
      @Schema(description = "Method of the request") String method,
      @Schema(description = "Path of the route; what is in angle brackets varies") String path,
      @Schema(description = "Who may call it: `anyone`, `app`, `peer`, `custodian` or `operator`")
          String caller,
      @Schema(description = "What it is for") String purpose) {}

  /** Headers by kind of caller. */
  @Schema(name = "OverviewResponse.AuthHeaders", description = "Headers by kind of caller.")
  public record AuthHeaders(
      @Schema(description = "App of an app") List<String> app,
      @Schema(description = "Peer of another node") List<String> peer) {}

  private static final Endpoint CONSOLE =
      new Endpoint("GET", ConsoleResource.PATH + "/", "anyone", "a page for people");

  private static final OverviewResponse WITHOUT_CONSOLE =
      new OverviewResponse(
          "nova-kms",
          BuildVersion.VERSION,
          new AuthHeaders(headers(CallerKind.APP), headers(CallerKind.PEER)),
          List.of(
              new Endpoint("GET", "/", "anyone", "this overview"),
              new Endpoint("GET", "/health", "anyone", "200 where this node serves, else 503"),
              new Endpoint("GET", "/status", "anyone", "what this node knows and does"),
              new Endpoint("GET", "/nonce", "anyone", "a nonce to sign, good for one request"),
              new Endpoint("GET", "/nodes", "anyone", "the nodes of the cluster"),
              new Endpoint("POST", "/kms/derive", "app", "a key of the app's own"),
              new Endpoint("GET", "/kms/data", "app", "the keys of the app's values"),
              new Endpoint("GET", "/kms/data?key=<key>", "app", "a value; any key"),
              new Endpoint("GET", "/kms/data/<key>", "app", "a value; most keys"),
              new Endpoint("PUT", "/kms/data", "app", "writes a value"),
              new Endpoint("DELETE", "/kms/data", "app", "deletes a value"),
              new Endpoint("POST", "/sync", "peer", "replication between nodes"),
              new Endpoint("GET", "/custody", "anyone", "the custody file, where there is one"),
              new Endpoint("POST", "/custody/shares", "custodian", "takes a share of the secret"),
              new Endpoint("GET", "/prometheus", "operator", "metrics, where they are on"),
              new Endpoint("GET", "/openapi.json", "anyone", "this interface in OpenAPI 3.1")));

  /** This node's routes; among them the console where it is switched on. */
  static OverviewResponse of(boolean console) {
    OverviewResponse plain = WITHOUT_CONSOLE;
    List<Endpoint> all = new ArrayList<>(plain.endpoints());
    if (console) {
      all.add(CONSOLE);
    }
    return new OverviewResponse(plain.service(), plain.version(), plain.authHeaders(), all);
  }

  private static List<String> headers(CallerKind kind) {
    return List.of(
        kind.signatureHeader(), kind.nonceHeader(), kind.timestampHeader(), kind.walletHeader());
  }
}
