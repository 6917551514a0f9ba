package io.novakms.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.secret.VerifiedSecret;
import io.novakms.testing.DeployedNode;
import java.time.Duration;

/** Does as the node that is deployed today: it writes, pushes, forgets and restarts. */
final class DeployedConduct implements ForeignMember.Conduct {
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final ForeignMember member;
  private final History history;
  private final Chance chance;
  private final DeployedNode node;
  private long made;
  private boolean over;

  DeployedConduct(ForeignMember member, VerifiedSecret secret, History history, Chance chance) {
    this.member = member;
    this.history = history;
    this.chance = chance;
    this.node = new DeployedNode(member.tee().wallet(), secret, member.clock(), member.crypto());
  }

  /** Begins; it ends with its process. */
  void begin() {
    member.process().after(chance.around(PAUSE), this::go);
  }

  /** Writes, forgets and loses nothing more. */
  void end() {
    over = true;
    node.closed = false;
  }

  private void go() {
    while (true) {
      if (!over) {
        act();
      }
      for (Machine machine : member.cluster().machines()) {
        node.push(machine.wallet(), body -> member.send(machine, body));
      }
      member.process().sleep(chance.around(PAUSE));
    }
  }

  private void act() {
    int choice = chance.below(100);
    AppId app = AppId.of(2);
    String key = "foreign-" + chance.below(3);
    if (choice < 40) {
      String value = "deployed " + key + " " + ++made;
      long ttlMs = chance.once(0.2) ? 60_000 : 0;
      history.key(app, key).writes.add(Write.elsewhere(value, ttlMs, member.cluster().now()));
      node.put(app, key, value, ttlMs);
    } else if (choice < 50 && node.record(app, key) != null) {
      history.key(app, key).writes.add(Write.elsewhere(null, 0, member.cluster().now()));
      node.delete(app, key);
    } else if (choice < 60) {
      node.forget();
    } else if (choice < 63) {
      member.cluster().trace("the deployed node restarts");
      node.restart();
    } else {
      node.closed = choice < 70;
    }
  }

  @Override
  public ObjectNode status() {
    return node.status();
  }

  @Override
  public ObjectNode answer(Wallet from, ObjectNode request) {
    return node.answer(request);
  }

  @Override
  public boolean holds(History.Key key, Write write) {
    JsonNode record = node.record(key.app, key.name);
    return record != null && record.path("updated_at_ms").asLong() >= History.lowest(write);
  }
}
