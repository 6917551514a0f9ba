package io.novakms.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.SecretSealing;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.secret.TestSecrets;
import io.novakms.sync.SyncExtensions;
import java.time.Duration;
import java.util.UUID;

/**
 * A member that names all extensions and lies: it acknowledges what it does not keep, gives wrong
 * secrets, endless pages, digests of nothing, and records that are none. What rests on its word (a
 * majority that counts it) is not promised; everything else is.
 */
final class LyingConduct implements ForeignMember.Conduct {
  private static final Duration PAUSE = Duration.ofSeconds(20);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ForeignMember member;
  private final Chance chance;
  private final SecretSealing sealing;
  private boolean over;

  LyingConduct(ForeignMember member, Chance chance) {
    this.member = member;
    this.chance = chance;
    this.sealing = new SecretSealing(member.crypto());
  }

  /** Begins; it ends with its process. */
  void begin() {
    member.process().after(chance.around(PAUSE), this::go);
  }

  /** Sends nothing more. */
  void end() {
    over = true;
  }

  private void go() {
    while (!over) {
      Machine machine = chance.oneOf(member.cluster().machines());
      ObjectNode body = JSON.objectNode().put("type", "delta");
      body.put("sender_wallet", member.tee().wallet().address());
      body.set("data", records());
      lives(body);
      member.send(machine, body);
      member.process().sleep(chance.around(PAUSE));
    }
  }

  @Override
  public ObjectNode status() {
    ObjectNode status = JSON.objectNode();
    ObjectNode node = status.putObject("node");
    node.put("tee_wallet", member.tee().wallet().address()).put("is_operator", true);
    node.put("service_available", chance.once(0.9)).put("master_secret_initialized", true);
    node.put("boot_epoch", epoch());
    node.putObject("master_secret").put("state", "synced").put("synced_from", "http://x");
    SyncExtensions.NAMES.forEach(node.withArrayProperty("protocol")::add);
    status.putObject("data_store").put("total_keys", chance.next()).put("namespaces", -1);
    return status;
  }

  @Override
  public ObjectNode answer(Wallet from, ObjectNode request) {
    ObjectNode answer = JSON.objectNode();
    if (chance.once(0.1)) {
      return answer.put("status", chance.once(0.5) ? "ok" : "no").put("total", "many");
    }
    answer.put("status", "ok");
    switch (request.path("type").asText()) {
      case "delta" -> {
        int total = 0;
        for (var app : request.path("data")) {
          total += app.size();
        }
        answer.put("total", total).put("merged", total).put("skipped", 0).put("rejected", 0);
        answer.put("epoch", epoch()).putObject("skip_reasons");
        lives(answer);
      }
      case "master_secret_request" -> {
        TeePublicKey receiver = TeePublicKey.parse(request.path("ecdh_pubkey").asText());
        answer.set("sealed", sealing.seal(receiver, TestSecrets.secret(77)).toJson());
      }
      case "snapshot_page" -> {
        answer.set("data", records());
        answer.put("next_cursor", Long.toHexString(chance.next())).put("epoch", epoch());
      }
      default -> {
        answer.set("data", records());
        answer.put("digest", Long.toHexString(chance.next())).put("epoch", epoch());
        lives(answer);
      }
    }
    return answer;
  }

  @Override
  public boolean holds(History.Key key, Write write) {
    return true;
  }

  private String epoch() {
    return new UUID(chance.once(0.5) ? 1 : chance.next(), 2).toString();
  }

  /** Lives of its own that never end, or end at once. */
  private void lives(ObjectNode body) {
    body.put("life", chance.once(0.5) ? 1 + chance.below(1000) : chance.next() >>> 1);
    body.putObject("lives").put(member.tee().wallet().address(), chance.next() >>> 1);
  }

  /** Records that no node takes. */
  private ObjectNode records() {
    ObjectNode data = JSON.objectNode();
    for (int i = chance.below(4); i > 0; i--) {
      ObjectNode record = data.withArrayProperty(Integer.toString(2 + chance.below(2))).addObject();
      record.put("key", "key-" + chance.below(8)).put("value", Long.toHexString(chance.next()));
      record.put("updated_at_ms", chance.once(0.5) ? chance.next() : member.clock().millis());
      record.put("tombstone", chance.once(0.1) ? "no" : null).put("ttl_ms", -1);
      record.putObject("version").put(member.tee().wallet().address(), chance.next());
    }
    return data;
  }
}
