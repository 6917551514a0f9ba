package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * One record in a cluster of members that lose their memory and recover from each other, with
 * messages in any order and some of them lost. The rules are those of the product; a test may break
 * one. A run is its seed.
 */
final class QuorumModel {
  /** How the rules of the product are broken, to see that the model notices. */
  enum Broken {
    NOTHING,
    /** A member recovers from one voucher less than it needs. */
    ONE_VOUCHER_LESS,
    /** A member vouches from its start. */
    NO_RECOVERY,
    /** A write is answered when one member less than a majority holds it. */
    ONE_HOLDER_LESS
  }

  private final int size;
  private final Broken broken;
  private final int mostForgetful;
  private final Random random;
  private final Wallet[] wallets;
  private final Node[] nodes;
  private final List<Message> messages = new ArrayList<>();
  private final Set<Route> slow = new HashSet<>();
  private final List<String> trace = new ArrayList<>();
  private final Map<Integer, Miss> misses = new HashMap<>();
  private int missNumber;
  private int writer = -1;
  private long writerLife;
  private final Map<Wallet, Statement> acks = new HashMap<>();
  private boolean acknowledged;

  /** Whether there was a moment since the write at which no member held the record. */
  private boolean lost;

  private String violation;

  private final class Node {
    long life = 1;
    boolean holds;
    boolean vouches = true;
    Lives heard = Lives.NONE;
    MemoryRecovery recovery;

    Statement says(int self) {
      return new Statement(wallets[self], life, heard.with(wallets[self], life));
    }
  }

  private enum Kind {
    PUSH,
    ACK,
    RECOVER,
    STATE,
    ASK,
    ANSWER
  }

  private record Route(int from, int to, Kind kind) {}

  private record Message(Route route, Runnable effect) {}

  private record Miss(int at, long life, boolean afterAck, Map<Wallet, Statement> answers) {}

  /**
   * A model that has not run.
   *
   * @param mostForgetful how many members may be without recovered memory at once; the promise
   *     holds up to {@code size - majority}
   */
  QuorumModel(int size, Broken broken, int mostForgetful, long seed) {
    this.size = size;
    this.broken = broken;
    this.mostForgetful = mostForgetful;
    this.random = new Random(seed);
    int slowRoutes = random.nextInt(3 * size + 1);
    for (int i = 0; i < slowRoutes; i++) {
      Kind kind = Kind.values()[random.nextInt(Kind.ASK.ordinal())];
      slow.add(new Route(random.nextInt(size), random.nextInt(size), kind));
    }
    this.wallets =
        IntStream.range(0, size)
            .mapToObj(i -> new Wallet("0x" + String.format("%040x", i + 1)))
            .toArray(Wallet[]::new);
    this.nodes = IntStream.range(0, size).mapToObj(i -> new Node()).toArray(Node[]::new);
  }

  /** Runs it; the trace of what went wrong, or nothing. */
  Optional<String> run() {
    int weight = 1 << random.nextInt(4);
    int steps = 20 + random.nextInt(140);
    for (int step = 0; step < steps && violation == null; step++) {
      List<Runnable> actions = new ArrayList<>();
      if (writer < 0) {
        actions.add(this::write);
      }
      if (misses.size() < 3) {
        actions.add(this::miss);
      }
      if (IntStream.range(0, size).filter(i -> !nodes[i].vouches).count() < mostForgetful) {
        for (int i = 0; i < weight; i++) {
          actions.add(this::forget);
        }
      }
      for (int i = 0; i < 6 && !messages.isEmpty(); i++) {
        actions.add(this::deliver);
      }
      actions.add(this::resend);
      actions.get(random.nextInt(actions.size())).run();
    }
    return Optional.ofNullable(violation);
  }

  private int majority() {
    return new Majority(size).size();
  }

  private void others(int self, IntConsumer each) {
    IntStream.range(0, size).filter(i -> i != self).forEach(each);
  }

  private List<Wallet> otherWallets(int self) {
    List<Wallet> others = new ArrayList<>(List.of(wallets));
    others.remove(wallets[self]);
    return others;
  }

  private void deliver() {
    int next = random.nextInt(messages.size());
    for (int i = 0; i < 6 && slow.contains(messages.get(next).route()); i++) {
      next = random.nextInt(messages.size());
    }
    Message message = messages.remove(next);
    if (random.nextInt(20) > 0) {
      message.effect().run();
    }
  }

  private void send(int from, int to, Kind kind, Runnable effect) {
    messages.add(new Message(new Route(from, to, kind), effect));
  }

  private void write() {
    writer = random.nextInt(size);
    nodes[writer].holds = true;
    writerLife = nodes[writer].life;
    trace.add("write@" + writer);
    push();
  }

  private void push() {
    int from = writer;
    others(from, to -> send(from, to, Kind.PUSH, () -> stored(from, to)));
  }

  private void stored(int from, int to) {
    nodes[to].holds = true;
    Statement ack = nodes[to].says(to);
    send(to, from, Kind.ACK, () -> acknowledge(from, ack));
  }

  private void acknowledge(int at, Statement ack) {
    Node node = nodes[at];
    if (node.life != writerLife || acknowledged) {
      return;
    }
    hear(at, ack);
    acks.put(ack.member(), ack);
    int need = majority() - (broken == Broken.ONE_HOLDER_LESS ? 1 : 0);
    Set<Wallet> holders = WriteQuorum.holders(node.says(at), acks.values());
    if (holders.size() >= need) {
      acknowledged = true;
      trace.add("acknowledged " + names(holders));
    }
  }

  private void forget() {
    int who = random.nextInt(size);
    Node node = nodes[who];
    if (!node.vouches && mostForgetful < size) {
      return;
    }
    Node fresh = new Node();
    fresh.life = node.life + 1;
    fresh.heard = Lives.NONE.with(wallets[who], fresh.life);
    fresh.vouches = broken == Broken.NO_RECOVERY;
    fresh.recovery = new MemoryRecovery();
    nodes[who] = fresh;
    lost |= IntStream.range(0, size).noneMatch(i -> nodes[i].holds);
    misses.values().removeIf(miss -> miss.at == who);
    trace.add("forgets@" + who);
    recover(who);
  }

  private void recover(int who) {
    long life = nodes[who].life;
    others(who, giver -> send(who, giver, Kind.RECOVER, () -> give(who, life, giver)));
  }

  private void give(int to, long life, int giver) {
    Node node = nodes[giver];
    node.heard = node.heard.with(wallets[to], life);
    boolean vouches = node.vouches;
    boolean holds = node.holds;
    Statement said = node.says(giver);
    send(giver, to, Kind.STATE, () -> merge(to, life, said, vouches, holds));
  }

  private void merge(int at, long life, Statement said, boolean vouches, boolean holds) {
    Node node = nodes[at];
    if (node.life != life || node.vouches) {
      return;
    }
    node.holds |= holds;
    hear(at, said);
    node.recovery.merged(said, vouches);
    if (broken == Broken.ONE_VOUCHER_LESS && vouches) {
      others(at, other -> pretend(node, other, said));
    }
    if (node.recovery.waitingFor(node.says(at), otherWallets(at)).isEmpty()) {
      node.vouches = true;
      trace.add("vouches@" + at + (node.holds ? " with it" : " without it"));
    }
  }

  /** Counts one member that gave nothing. */
  private void pretend(Node node, int other, Statement said) {
    if (!said.member().equals(wallets[other]) && node.recovery != null && !node.vouches) {
      node.recovery.merged(Statement.withoutLife(wallets[other]), true);
    }
  }

  private void resend() {
    int who = random.nextInt(size);
    if (!nodes[who].vouches) {
      recover(who);
    } else if (who == writer && nodes[who].life == writerLife && !acknowledged) {
      push();
    }
  }

  private void miss() {
    int at = random.nextInt(size);
    if (nodes[at].holds) {
      return;
    }
    int number = ++missNumber;
    misses.put(number, new Miss(at, nodes[at].life, acknowledged, new HashMap<>()));
    others(at, to -> send(at, to, Kind.ASK, () -> asked(number, to)));
  }

  private void asked(int number, int to) {
    Node node = nodes[to];
    if (node.vouches) {
      Statement said = node.says(to);
      boolean holds = node.holds;
      Miss miss = misses.get(number);
      if (miss != null) {
        send(to, miss.at(), Kind.ANSWER, () -> answered(number, said, holds));
      }
    }
  }

  private void answered(int number, Statement said, boolean holds) {
    Miss miss = misses.get(number);
    if (miss == null || nodes[miss.at].life != miss.life) {
      return;
    }
    Node node = nodes[miss.at];
    node.holds |= holds;
    if (node.holds) {
      misses.remove(number);
      return;
    }
    hear(miss.at, said);
    miss.answers.put(said.member(), said);
    Optional<Statement> self = node.vouches ? Optional.of(node.says(miss.at)) : Optional.empty();
    if (AbsenceQuorum.isAbsent(self, miss.answers.values(), new Majority(size))) {
      misses.remove(number);
      if (miss.afterAck && !lost) {
        violation = trace + ", 404@" + miss.at + " by " + names(miss.answers.keySet());
      }
    }
  }

  private void hear(int at, Statement said) {
    nodes[at].heard = nodes[at].heard.join(said.heard());
  }

  private static Set<String> names(Set<Wallet> wallets) {
    Set<String> names = new TreeSet<>();
    new HashSet<>(wallets).forEach(wallet -> names.add(wallet.address().substring(40)));
    return names;
  }
}
