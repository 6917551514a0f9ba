package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.testing.RawHttp.Answer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The console's page: alike on every server, although each has its own way with files. */
interface ConsoleContract extends NodeContract {
  @Test
  default void consoleComesUnderItsOwnHeadersAndEachOnce() {
    HttpResponse<String> page = node().get("/console/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).startsWith("<!doctype html>").contains("console.js");
    assertThat(page.headers().allValues("Content-Type"))
        .singleElement()
        .asString()
        .startsWith("text/html")
        .containsIgnoringCase("charset=utf-8");
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; script-src 'self';");
    assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-cache");
    assertThat(page.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(page.headers().allValues("ETag")).hasSize(1);
  }

  @Test
  default void consolesScriptsAndPicturesHaveTheirTypes() {
    assertThat(node().get("/console/console.js").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript"));
    assertThat(node().get("/console/console.css").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/css"));
    assertThat(node().get("/console/icon-open.svg").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("image/svg+xml"));
  }

  @Test
  default void consoleIsNotSentAgainWhileItIsTheSame() {
    String tag = node().get("/console/").headers().firstValue("ETag").orElseThrow();
    Answer again = http().send("GET", "/console/", "If-None-Match: " + tag);

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  default void consoleIsFoundWithoutTheSlash() {
    Answer moved = http().send("GET", "/console");

    assertThat(moved.status()).isEqualTo(302);
    assertThat(moved.header("Location")).isEqualTo("/console/");
  }

  @Test
  default void consoleHasNoOtherFiles() {
    assertThat(node().get("/console/nothing.js").statusCode()).isEqualTo(404);
    assertThat(node().get("/console/nothing.js").body()).contains("\"not_found\"");
    assertThat(http().send("GET", "/console/..%2fWEB-INF%2fweb.xml").body())
        .doesNotContain("web-app");
  }

  @Test
  default void consoleShowsThisNode() {
    JsonNode state = node().json("/console/state");

    assertThat(state.at("/gate/open").asBoolean()).isTrue();
    assertThat(state.at("/node/tee_wallet").asText()).isEqualTo(node().wallet().address());
    assertThat(state.at("/ticks/last/steps")).hasSize(5);
    assertThat(state.at("/cluster/members")).hasSize(1);
    assertThat(node().get("/console/state").headers().allValues("Cache-Control"))
        .containsExactly("no-store");
  }
}
