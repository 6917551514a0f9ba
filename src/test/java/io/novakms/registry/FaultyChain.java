package io.novakms.registry;

import static io.novakms.registry.Structs.wallet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.ChainListener;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.Quantity;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.tee.Tee;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A chain with a KMS of three nodes and an app's instance, behind a provider that misbehaves as
 * told. It is at block 100; before block 96 it had neither members nor a hash.
 */
public final class FaultyChain implements AutoCloseable {
  /** The node under test. */
  public static final Wallet SELF = wallet(1);

  /** The other nodes. */
  public static final List<Wallet> PEERS = List.of(wallet(2), wallet(3));

  /** An instance of an app, which may call. */
  public static final Wallet APP = wallet(50);

  /** The key that all of them have registered. */
  public static final TeePublicKey KEY = TeePublicKey.parse(Structs.TEE_PUBLIC_KEY);

  private static final long FIRST = 96;
  private static final int SMALL = 3;

  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final ScriptedRegistry fork = new ScriptedRegistry();
  private final Map<String, ObjectNode> others = new ConcurrentHashMap<>();
  private final RpcDouble node = RpcDouble.answering(call -> answer(registry, call));
  private final AtomicInteger requests = new AtomicInteger();

  /** A way to misbehave. */
  public record Fault(String name, Script script) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What a faulty provider makes of a batch, in HTTP. */
  @FunctionalInterface
  public interface Script {
    /** The answer to {@code batch}. */
    Reply answer(FaultyChain chain, ArrayNode batch);
  }

  /** An HTTP answer. */
  public record Reply(int status, String body) {}

  /** A chain that behaves, with {@code hash} where it is not null. */
  public FaultyChain(SecretHash hash) {
    registry.since(FIRST, registry.apps.getActiveInstances(ScriptedRegistry.KMS), listed());
    for (int i = 1; i <= 1 + PEERS.size(); i++) {
      Structs.InstanceFields fields = Structs.instance(i, wallet(i));
      fields.url = ("https://node-" + i + ".example").getBytes(StandardCharsets.UTF_8);
      registry.instance(fields);
    }
    registry.instance(Structs.instance(50, APP));
    if (hash != null) {
      registry.since(FIRST, registry.kms.masterSecretHash(), "0x" + hash.hex());
    }
    fork.fork = "1";
    others.put("eth_estimateGas", RpcDouble.result("0xc350"));
    others.put("eth_getTransactionCount", RpcDouble.result("0x7"));
    others.put("eth_getBalance", RpcDouble.result(Quantity.of(BigInteger.TEN.pow(18))));
    others.put("eth_chainId", RpcDouble.result("0x1"));
    others.put("eth_maxPriorityFeePerGas", RpcDouble.result("0x3b9aca00"));
    others.put("eth_getTransactionReceipt", RpcDouble.result(RpcDouble.JSON.nullNode()));
    others.put("eth_sendRawTransaction", RpcDouble.result("0x00"));
  }

  /** A connection to it. */
  public Web3Chain open(Tee tee, Clock clock, Ticker ticker) {
    return new Web3Chain(
        ChainSettings.at(node.url()).build(),
        tee,
        clock,
        ticker,
        RpcHttp::new,
        new ExecutorScheduler(ForkJoinPool.commonPool()),
        ChainListener.NONE);
  }

  /** The app that the nodes are of. */
  public static AppId kms() {
    return ScriptedRegistry.KMS;
  }

  /** Misbehaves from now on. */
  public void suffer(Fault fault) {
    requests.set(0);
    node.misbehave(
        (exchange, batch) -> {
          Reply reply = fault.script.answer(this, (ArrayNode) batch);
          RpcDouble.send(exchange, reply.status, reply.body);
        });
  }

  /** Behaves again. */
  public void recover() {
    node.behave();
  }

  /** Makes one more block. */
  public void mine() {
    registry.head++;
  }

  /** How many transactions came. */
  public int transactions() {
    return node.calls("eth_sendRawTransaction").size();
  }

  @Override
  public void close() {
    node.close();
  }

  /** Faults that last, and in which at least one fact stays unknown. */
  public static Stream<Fault> lasting() {
    return Stream.concat(
        Stream.of(Subject.values())
            .flatMap(subject -> Stream.of(Saying.values()).map(saying -> says(subject, saying))),
        Stream.of(
            fault("HTTP 429", (chain, batch) -> new Reply(429, "slow down")),
            fault("HTTP 503", (chain, batch) -> new Reply(503, "")),
            fault("no JSON", (chain, batch) -> new Reply(200, "<html>")),
            fault("no batch", (chain, batch) -> new Reply(200, "{\"result\":\"0x\"}")),
            fault("no answers", (chain, batch) -> new Reply(200, "[]")),
            fault("a refusal of whatever", (chain, batch) -> new Reply(200, refusal())),
            fault("an old head", (chain, batch) -> chain.lagging(FIRST - 1, batch)),
            fault("a head of long ago", (chain, batch) -> chain.lagging(50, batch)),
            fault("another fork", (chain, batch) -> chain.forked(batch)),
            fault("no block", FaultyChain::withoutBlocks)));
  }

  /** Faults that insisting gets the better of. */
  public static Stream<Fault> passing() {
    return Stream.of(
        fault("three calls of a batch", (chain, batch) -> chain.atMost(SMALL, batch)),
        fault(
            "a batch limit without id",
            (chain, batch) ->
                batch.size() > SMALL ? new Reply(200, refusal()) : chain.proper(batch)),
        fault(
            "a batch limit by HTTP 413",
            (chain, batch) ->
                batch.size() > SMALL ? new Reply(413, refusal()) : chain.proper(batch)),
        everySecond("HTTP 503", (chain, batch) -> new Reply(503, "")),
        everySecond("an old head", (chain, batch) -> chain.lagging(FIRST - 1, batch)),
        everySecond("another fork", (chain, batch) -> chain.forked(batch)),
        everySecond("nothing but blocks", FaultyChain::nothingButBlocks));
  }

  private enum Subject {
    EVERYTHING("0x"),
    OWN_RECORD(apps().getInstanceByWallet(SELF).data()),
    RECORD_OF_A_PEER(apps().getInstanceByWallet(wallet(2)).data()),
    LIST(apps().getActiveInstances(ScriptedRegistry.KMS).data()),
    VERSION(apps().getVersion(ScriptedRegistry.KMS, BigInteger.ONE).data()),
    APP(apps().getApp(ScriptedRegistry.KMS).data()),
    RECORD_OF_THE_APP(apps().getInstanceByWallet(FaultyChain.APP).data()),
    HASH(new KmsRegistryContract(wallet(902)).masterSecretHash().data());

    private final String data;

    Subject(String data) {
      this.data = data;
    }

    private static AppRegistryContract apps() {
      return new AppRegistryContract(wallet(901));
    }

    boolean isIn(JsonNode call) {
      return call.path("method").asText().equals("eth_call")
          && call.path("params").path(0).path("data").asText().startsWith(data);
    }
  }

  private enum Saying {
    NOTHING,
    LIMIT,
    NULL,
    EMPTY,
    TEXT,
    HALF,
    NO_HEADER;

    ObjectNode of(ObjectNode proper) {
      return switch (this) {
        case NOTHING -> null;
        case LIMIT -> RpcDouble.error(429, "too many requests", "");
        case NULL -> RpcDouble.result(RpcDouble.JSON.nullNode());
        case EMPTY -> RpcDouble.result("0x");
        case TEXT -> RpcDouble.result("please upgrade your plan");
        case HALF -> half(proper.path("result").asText());
        case NO_HEADER -> RpcDouble.error(-32000, "header not found", "");
      };
    }

    private static ObjectNode half(String result) {
      return RpcDouble.result(result.substring(0, result.length() / 2 + 1));
    }
  }

  private static Fault says(Subject subject, Saying saying) {
    return fault(
        saying + " for " + subject,
        (chain, batch) -> {
          ArrayNode answers = RpcDouble.JSON.createArrayNode();
          for (JsonNode call : batch) {
            ObjectNode proper = chain.answer(chain.registry, call);
            ObjectNode said = subject.isIn(call) ? saying.of(proper) : proper;
            if (said != null) {
              answers.add(said.set("id", call.path("id")));
            }
          }
          return new Reply(200, answers.toString());
        });
  }

  private static Fault fault(String name, Script script) {
    return new Fault(name, script);
  }

  private static Fault everySecond(String name, Script script) {
    return fault(
        name + ", every second time",
        (chain, batch) ->
            chain.requests.getAndIncrement() % 2 == 1
                ? script.answer(chain, batch)
                : chain.proper(batch));
  }

  private Reply proper(ArrayNode batch) {
    return new Reply(200, node.properAnswer(batch).toString());
  }

  private Reply atMost(int count, ArrayNode batch) {
    ArrayNode answers = (ArrayNode) node.properAnswer(batch);
    for (int i = count; i < answers.size(); i++) {
      ObjectNode limited = RpcDouble.error(-32005, "request limit exceeded", "");
      answers.set(i, limited.set("id", batch.path(i).path("id")));
    }
    return new Reply(200, answers.toString());
  }

  private Reply lagging(long head, ArrayNode batch) {
    long now = registry.head;
    registry.head = head;
    try {
      return proper(batch);
    } finally {
      registry.head = now;
    }
  }

  private Reply forked(ArrayNode batch) {
    fork.head = registry.head;
    ArrayNode answers = RpcDouble.JSON.createArrayNode();
    for (JsonNode call : batch) {
      answers.add(answer(fork, call).set("id", call.path("id")));
    }
    return new Reply(200, answers.toString());
  }

  private static Reply withoutBlocks(FaultyChain chain, ArrayNode batch) {
    ArrayNode answers = (ArrayNode) chain.node.properAnswer(batch);
    for (JsonNode answer : answers) {
      if (answer.path("result").isObject()) {
        ((ObjectNode) answer).putNull("result");
      }
    }
    return new Reply(200, answers.toString());
  }

  private static Reply nothingButBlocks(FaultyChain chain, ArrayNode batch) {
    ArrayNode answers = (ArrayNode) chain.node.properAnswer(batch);
    for (JsonNode answer : answers) {
      if (!answer.path("result").isObject()) {
        ((ObjectNode) answer).putNull("result");
      }
    }
    return new Reply(200, answers.toString());
  }

  private static String refusal() {
    ObjectNode refusal = RpcDouble.error(-32600, "batch too large", "");
    return refusal.putNull("id").toString();
  }

  private ObjectNode answer(ScriptedRegistry state, JsonNode call) {
    String method = call.path("method").asText();
    if (method.equals("eth_getBlockByNumber")) {
      ObjectNode block = state.apply(call);
      if (block.path("result").isObject()) {
        ((ObjectNode) block.path("result")).put("baseFeePerGas", "0x2540be400");
      }
      return block;
    }
    // Who calls with an address of its own simulates a transaction.
    if (method.equals("eth_call") && !call.path("params").path(0).has("from")) {
      return state.apply(call);
    }
    ObjectNode answer = method.equals("eth_call") ? RpcDouble.result("0x") : others.get(method);
    return answer == null ? RpcDouble.error(-32601, "no such method", "") : answer.deepCopy();
  }

  private static String listed() {
    return Structs.wallets(Stream.concat(Stream.of(SELF), PEERS.stream()).toList());
  }
}
