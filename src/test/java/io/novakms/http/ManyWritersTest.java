package io.novakms.http;

import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.AppId;
import io.novakms.store.DataRecord;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several instances of an app that write one key at the same time. */
class ManyWritersTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);
  private static final int WRITERS = 8;
  private static final int WRITES = 20;

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(
          TestSettings.with(Map.of("RATE_LIMIT_PER_MINUTE", "100000")), time, time, Runnable::run);
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void everyAnsweredWriteIsInTheKeysHistory() throws Exception {
    node.heart.open();
    RawHttp http = server.serve(node);
    new TestApp(node, http, APP).call("PUT", DATA, value("k", "before"));
    long before = counter();
    List<Future<Map<Long, String>>> running = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      TestApp writer = new TestApp(node, http, APP);
      String name = "writer " + i;
      running.add(threads.submit(() -> write(writer, name)));
    }
    Map<Long, String> answered = new TreeMap<>();
    for (Future<Map<Long, String>> writes : running) {
      answered.putAll(writes.get(60, TimeUnit.SECONDS));
    }

    // Each answered write has a time of its own, so none was answered with another's.
    assertThat(answered).hasSize(WRITERS * WRITES);
    DataRecord last = node.store.get(APP, "k").orElseThrow();
    long lastTime = Collections.max(answered.keySet());
    assertThat(last.updatedAtMs()).isEqualTo(lastTime);
    // Each raised this node's counter: the record that is left has seen every one of them.
    assertThat(counter() - before).isEqualTo(WRITERS * WRITES);
    TestApp reader = new TestApp(node, http, APP);
    JsonNode read = reader.read(DATA + "/k");
    assertThat(text(read)).isEqualTo(answered.get(lastTime));
    assertThat(read.path("updated_at_ms").longValue()).isEqualTo(lastTime);
  }

  private long counter() {
    return node.store.get(APP, "k").orElseThrow().version().counter(node.tee.wallet());
  }

  private static Map<Long, String> write(TestApp writer, String name) {
    Map<Long, String> answered = new TreeMap<>();
    long before = 0;
    for (int i = 0; i < WRITES; i++) {
      String written = name + ", write " + i;
      JsonNode answer = writer.call("PUT", DATA, value("k", written));
      long at = answer.path("updated_at_ms").longValue();
      assertThat(at).isGreaterThan(before);
      before = at;
      answered.put(at, written);
    }
    return answered;
  }
}
