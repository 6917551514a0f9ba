package io.novakms.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.peer.PeerHttp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What one app does, request after request, and what it may be answered. */
final class AppWork {
  private static final String DATA = "/kms/data";
  private static final int KEYS = 8;
  private static final int NOT_FOUND = 404;
  private static final int FULL = 507;

  /** The key of an instance that is written once, and never again. */
  private final String wallet;

  private final AppClient client;
  private final Cluster cluster;
  private final History history;
  private final Chance chance;
  private final Duration think;
  private final Map<String, String> derived = new HashMap<>();
  private final Answers answers;
  private long made;
  private boolean hasWallet;
  private boolean over;

  AppWork(AppClient client, Cluster cluster, History history, Chance chance, Duration think) {
    this.client = client;
    this.wallet = "wallet/eth/" + client.name() + "/private_key";
    this.cluster = cluster;
    this.answers = new Answers(cluster);
    this.history = history;
    this.chance = chance;
    this.think = think;
  }

  AppClient client() {
    return client;
  }

  /** Begins; each request follows the one before it. */
  void begin() {
    client.process().after(chance.around(think), this::go);
  }

  /** Asks nothing more. */
  void end() {
    over = true;
  }

  private void go() {
    while (!over) {
      Machine node = chance.oneOf(cluster.machines());
      int choice = chance.below(100);
      if (!hasWallet) {
        put(node, wallet, 0);
      } else if (choice < 10) {
        read(node, wallet);
      } else if (choice < 40) {
        read(node, key());
      } else if (choice < 75) {
        put(node, key(), 0);
      } else if (choice < 80) {
        put(node, "short-lived-" + chance.below(2), chance.between(1, 300) * 1_000L);
      } else if (choice < 87) {
        delete(node, "deleted-" + chance.below(3));
      } else if (choice < 92) {
        put(node, "deleted-" + chance.below(3), 0);
      } else if (choice < 96) {
        list(node);
      } else {
        derive(node);
      }
      client.process().sleep(chance.around(think));
    }
  }

  private String key() {
    return "key-" + chance.below(KEYS);
  }

  /** Writes a value that no other write has; returns the status. */
  int put(Machine node, String key, long ttlMs) {
    String value = client.name() + " " + key + " " + ++made;
    Write write = new Write(value, ttlMs, node, cluster.now());
    history.key(client.app(), key).writes.add(write);
    write.members = node.membersInView();
    Answers.Asked asked = answers.asking(history.key(client.app(), key), node);
    ObjectNode body = object().put("key", key).put("ttl_ms", ttlMs);
    body.put("value", Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    AppClient.Reply reply = client.call(node, "PUT", DATA, body);
    end(write, reply);
    if (reply.isOk()) {
      write.updatedAtMs = reply.body().path("updated_at_ms").asLong();
      asked.stored(write.updatedAtMs);
      hasWallet |= key.equals(wallet);
      cluster.written(history.key(client.app(), key), write, reply.body().path("replicas").asInt());
    }
    told("put " + value, node, reply);
    return reply.status();
  }

  private void delete(Machine node, String key) {
    Write write = new Write(null, 0, node, cluster.now());
    history.key(client.app(), key).writes.add(write);
    write.members = node.membersInView();
    Answers.Asked asked = answers.asking(history.key(client.app(), key), node);
    AppClient.Reply reply = client.call(node, "DELETE", DATA, object().put("key", key));
    end(write, reply);
    if (reply.isOk()) {
      asked.deleted();
      cluster.kept(write, reply.body().path("replicas").asInt());
    }
    told("delete " + key, node, reply);
  }

  private void end(Write write, AppClient.Reply reply) {
    write.ended = cluster.now();
    boolean unchanged = reply.status() == 503 && !reply.code().equals("not_replicated");
    if (reply.isOk()) {
      write.outcome = Write.Outcome.DONE;
    } else if (reply.again()) {
      // A request that was doubled on its way may have been carried out before it was refused.
      write.outcome = Write.Outcome.UNKNOWN;
    } else if (List.of(400, 404, 413, 429, 507).contains(reply.status()) || unchanged) {
      write.outcome = Write.Outcome.REFUSED;
    }
  }

  /** Reads a value; returns the status. */
  int read(Machine node, String name) {
    long begun = cluster.now();
    History.Key key = history.key(client.app(), name);
    Answers.Asked asked = answers.asking(key, node);
    AppClient.Reply reply = client.get(node, DATA + "?key=" + name.replace("/", "%2F"));
    String value = null;
    if (reply.isOk()) {
      byte[] bytes = Base64.getDecoder().decode(reply.body().path("value").textValue());
      value = new String(bytes, StandardCharsets.UTF_8);
      Optional<Write> write = key.of(value);
      if (write.isEmpty()) {
        cluster.broken("isolated", client.name() + " read what it never wrote: " + value);
      } else {
        asked.read(write.get(), reply.body().path("updated_at_ms").asLong());
      }
    } else if (reply.status() == 404) {
      key.sureSince(begun)
          .ifPresent(
              write -> cluster.missed(node, key.place() + " not found, in spite of " + write));
    }
    told("read " + name + (value == null ? "" : " = " + value), node, reply);
    return reply.status();
  }

  /**
   * Writes at each node, and reads everything from it, again and again until that is done; then
   * tells so.
   */
  void readAll(Runnable done) {
    client
        .process()
        .execute(
            () -> {
              for (Machine node : cluster.machines()) {
                atLast(() -> put(node, "at-last", 0), List.of(PeerHttp.Head.OK, FULL));
                List<String> names = new ArrayList<>(history.names(client.app()));
                names.add("never-written");
                names.forEach(
                    name -> atLast(() -> read(node, name), List.of(PeerHttp.Head.OK, NOT_FOUND)));
              }
              done.run();
            });
  }

  /** Does {@code work} again and again until it gives one of {@code expected}. */
  private void atLast(IntSupplier work, List<Integer> expected) {
    while (!expected.contains(work.getAsInt())) {
      client.process().sleep(Duration.ofSeconds(5));
    }
  }

  private void list(Machine node) {
    AppClient.Reply reply = client.get(node, DATA);
    if (reply.isOk()) {
      for (JsonNode key : reply.body().path("keys")) {
        if (history.key(client.app(), key.asText()).writes.isEmpty()) {
          cluster.broken("isolated", client.name() + " was listed " + key.asText());
        }
      }
    }
    told("list", node, reply);
  }

  private void derive(Machine node) {
    String path = "path-" + chance.below(3);
    AppClient.Reply reply = client.call(node, "POST", "/kms/derive", object().put("path", path));
    if (reply.isOk()) {
      String key = reply.body().path("key").asText();
      cluster.derived(client.app(), key);
      Optional<String> former = Optional.ofNullable(derived.putIfAbsent(path, key));
      if (former.filter(other -> !other.equals(key)).isPresent()) {
        cluster.broken("true-secret", node.name() + " derived another key than before");
      }
    }
    told("derive " + path, node, reply);
  }

  private void told(String what, Machine node, AppClient.Reply reply) {
    cluster.operation();
    if (reply.isOk() && !reply.proven()) {
      cluster.broken("isolated", node.name() + " gave an answer that it did not sign");
    }
    if (reply.status() == 500) {
      cluster.broken("standing", node.name() + " answered with 500 to " + what);
    }
    if (reply.status() == 403 && reply.message().contains("NovaAppRegistry")) {
      cluster.broken("unknown", node.name() + " refused a registered app: " + reply.message());
    }
    cluster.trace(
        client.name()
            + " "
            + what
            + " at "
            + node.name()
            + ": "
            + reply.status()
            + (reply.isOk() ? "" : " " + reply.code()));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
