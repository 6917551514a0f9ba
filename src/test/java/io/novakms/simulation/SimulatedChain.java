package io.novakms.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.Keccak;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.Structs;
import io.novakms.registry.VersionStatus;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.RpcDouble;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;

/**
 * The chain with both contracts: a block at each interval, and the state of each block. What
 * changes is in the next block, and stays readable at the earlier ones as it was.
 */
final class SimulatedChain {
  /** Where the contracts are. */
  static final Wallet REGISTRY = Structs.wallet(901);

  static final Wallet KMS_REGISTRY = Structs.wallet(902);
  static final AppId KMS = AppId.of(1);
  static final Duration BLOCK = Duration.ofSeconds(12);

  private static final long FIRST = 100;
  private static final int WORD_CHARS = 64;
  private static final String NO_HASH = "0x" + "0".repeat(WORD_CHARS);

  private final AppRegistryContract apps = new AppRegistryContract(REGISTRY);
  private final KmsRegistryContract kms = new KmsRegistryContract(KMS_REGISTRY);
  private final Timeline timeline;

  /** By call data, and by the block from which on they hold; empty where it reverts. */
  private final Map<String, TreeMap<Long, Optional<String>>> state = new HashMap<>();

  private final Map<Wallet, TreeMap<Long, Integer>> nonces = new HashMap<>();
  private final Map<String, Mined> receipts = new HashMap<>();
  private final Set<Wallet> members = new LinkedHashSet<>();
  private final Map<Wallet, Structs.InstanceFields> instances = new HashMap<>();
  private long forkBase;
  private long forkUntil;

  private record Mined(long block, boolean succeeded) {}

  /**
   * What a provider knows: the newest block, and whether its newest two are of another fork.
   *
   * @param head the number of the newest block
   * @param forked whether the newest two blocks are others than those of the chain
   * @param base the newest block before a reorganisation
   */
  record View(long head, boolean forked, long base) {
    private static final int BRANCH = 2;

    private String hash(long number) {
      String branch = forked && number > head - BRANCH ? "b" : number > base ? "c" : "a";
      return "0x" + branch.repeat(48) + String.format("%016x", number);
    }
  }

  SimulatedChain(Timeline timeline) {
    this.timeline = timeline;
    set(0, kms.masterSecretHash(), NO_HASH);
    set(0, apps.getApp(KMS), Structs.newerApp(1, 1, 0, Structs.wallet(900)));
    version(KMS, VersionStatus.ENROLLED);
    list();
  }

  /** Registers an active instance of the KMS; a new one takes the place of its former record. */
  void join(Wallet wallet, TeePublicKey key, String url) {
    register(KMS, wallet, key, url);
    members.add(wallet);
    list();
  }

  /** Stops an instance of the KMS. */
  void leave(Wallet wallet) {
    Structs.InstanceFields fields = instances.get(wallet);
    fields.status = BigInteger.ONE;
    set(next(), apps.getInstanceByWallet(wallet), fields.encoded());
    members.remove(wallet);
    list();
  }

  /** Makes a stopped instance of the KMS active again. */
  void comeBack(Wallet wallet) {
    Structs.InstanceFields fields = instances.get(wallet);
    fields.status = BigInteger.ZERO;
    set(next(), apps.getInstanceByWallet(wallet), fields.encoded());
    members.add(wallet);
    list();
  }

  /** The members, as of the next block. */
  Set<Wallet> members() {
    return members;
  }

  /** Registers an active instance of {@code app}. */
  void app(AppId app, Wallet wallet, TeePublicKey key) {
    set(next(), apps.getApp(app), Structs.newerApp(app.value().longValueExact(), 1, 0, wallet));
    version(app, VersionStatus.ENROLLED);
    register(app, wallet, key, "https://app.example");
  }

  /** The hash that the next block shows. */
  Optional<SecretHash> nextHash() {
    return hash(at(kms.masterSecretHash().data(), head() + 1));
  }

  /** What the chain showed as the hash within {@code past}; empty for none. */
  Set<Optional<SecretHash>> hashesSince(Duration past) {
    long begin = Math.max(0, head() - past.toNanos() / BLOCK.toNanos() - 1);
    TreeMap<Long, Optional<String>> all = state.get(kms.masterSecretHash().data());
    long first = Optional.ofNullable(all.floorKey(begin)).orElse(0L);
    Set<Optional<SecretHash>> shown = new HashSet<>();
    all.subMap(first, true, head(), true).values().forEach(word -> shown.add(hash(word)));
    return shown;
  }

  private static Optional<SecretHash> hash(Optional<String> word) {
    return word.filter(hash -> !hash.equals(NO_HASH))
        .map(hash -> SecretHash.of(Hex.decode(hash.substring(2))));
  }

  /** The owner resets the hash. */
  void resetHash() {
    set(next(), kms.masterSecretHash(), NO_HASH);
  }

  /** The owner sets another hash, or the former one. */
  void setHash(SecretHash hash) {
    set(next(), kms.masterSecretHash(), "0x" + Hex.encode(hash.bytes()));
  }

  /**
   * For {@code time} all providers show other blocks in the place of the newest {@code depth} ones,
   * and of those that follow, without what these changed.
   */
  void reorganise(int depth, Duration time) {
    forkBase = head() - depth;
    forkUntil = timeline.now() + time.toNanos();
  }

  /** Shows the first branch again. */
  void endReorganisation() {
    forkUntil = 0;
  }

  /** The newest block that all branches share. */
  private long base() {
    return timeline.now() < forkUntil ? forkBase : Long.MAX_VALUE;
  }

  /** What a provider knows whose newest block is {@code newest}. */
  View view(long newest, boolean forked) {
    return new View(newest, forked, base());
  }

  /** The number of the newest block. */
  long head() {
    return FIRST + timeline.now() / BLOCK.toNanos();
  }

  /**
   * Answers one call.
   *
   * @param view what the answering provider knows
   */
  ObjectNode answer(JsonNode call, View view) {
    long head = Math.min(view.head(), view.base());
    JsonNode params = call.path("params");
    return switch (call.path("method").asText()) {
      case "eth_chainId" -> RpcDouble.result("0x7a69");
      case "eth_getBlockByNumber" -> RpcDouble.result(block(number(params.path(0), view), view));
      case "eth_call" -> call(params, view);
      case "eth_estimateGas" -> canSet(head) ? RpcDouble.result("0xc350") : refusal();
      case "eth_getBalance" -> RpcDouble.result("0xde0b6b3a7640000");
      case "eth_maxPriorityFeePerGas" -> RpcDouble.result("0x3b9aca00");
      case "eth_getTransactionCount" ->
          quantity(nonce(Wallet.parse(params.path(0).asText()), params.path(1), head));
      case "eth_getTransactionReceipt" -> receipt(params.path(0).asText(), head);
      case "eth_sendRawTransaction" -> send(params.path(0).asText());
      default -> RpcDouble.error(-32601, "no such method", "");
    };
  }

  private void register(AppId app, Wallet wallet, TeePublicKey key, String url) {
    Structs.InstanceFields fields = Structs.instance(instances.size() + 11, wallet, key);
    fields.app = app.value();
    fields.url = url.getBytes(StandardCharsets.UTF_8);
    Structs.InstanceFields former = instances.put(wallet, fields);
    fields.id = former == null ? fields.id : former.id;
    set(next(), apps.getInstanceByWallet(wallet), fields.encoded());
    set(next(), apps.getInstance(fields.id), fields.encoded());
  }

  private void version(AppId app, VersionStatus status) {
    set(next(), apps.getVersion(app, BigInteger.ONE), Structs.version(1, status.ordinal()));
  }

  private void list() {
    set(next(), apps.getActiveInstances(KMS), Structs.wallets(List.copyOf(members)));
  }

  /** Before time begins, what is set has always been so. */
  private long next() {
    return timeline.now() == 0 ? 0 : head() + 1;
  }

  private void set(long block, ContractRead read, String result) {
    state.computeIfAbsent(read.data(), data -> new TreeMap<>()).put(block, Optional.of(result));
  }

  private Optional<String> at(String data, long block) {
    TreeMap<Long, Optional<String>> known = state.get(data);
    return known == null || known.floorEntry(block) == null
        ? Optional.empty()
        : known.floorEntry(block).getValue();
  }

  private ObjectNode call(JsonNode params, View view) {
    long head = view.head();
    if (params.path(0).has("from")) {
      return canSet(Math.min(head, view.base())) ? RpcDouble.result("0x") : refusal();
    }
    long block = number(params.path(1), view);
    if (block < 0 || block > head) {
      return RpcDouble.error(-32000, "header not found", "");
    }
    return at(params.path(0).path("data").asText(), Math.min(block, view.base()))
        .map(RpcDouble::result)
        .orElseGet(() -> RpcDouble.error(3, "execution reverted", "0x"));
  }

  private boolean canSet(long head) {
    return at(kms.masterSecretHash().data(), head).orElse(NO_HASH).equals(NO_HASH);
  }

  private static ObjectNode refusal() {
    return RpcDouble.error(3, "execution reverted", "0x");
  }

  private static ObjectNode quantity(long number) {
    return RpcDouble.result("0x" + Long.toHexString(number));
  }

  private long nonce(Wallet wallet, JsonNode tag, long head) {
    long block = tag.asText().equals("pending") ? Long.MAX_VALUE : head;
    TreeMap<Long, Integer> used = nonces.getOrDefault(wallet, new TreeMap<>());
    return used.floorEntry(block) == null ? 0 : used.floorEntry(block).getValue();
  }

  private ObjectNode receipt(String hash, long head) {
    Mined mined = receipts.get(hash);
    if (mined == null || mined.block() > head) {
      return RpcDouble.result(JsonNodeFactory.instance.nullNode());
    }
    ObjectNode receipt = JsonNodeFactory.instance.objectNode();
    receipt.put("status", mined.succeeded() ? "0x1" : "0x0");
    return RpcDouble.result(receipt.put("blockNumber", "0x" + Long.toHexString(mined.block())));
  }

  private ObjectNode send(String raw) {
    SignedRawTransaction transaction = (SignedRawTransaction) TransactionDecoder.decode(raw);
    Wallet from;
    try {
      from = Wallet.parse(transaction.getFrom());
    } catch (SignatureException e) {
      return RpcDouble.error(-32000, "invalid sender", "");
    }
    String hash = "0x" + Hex.encode(Keccak.hash(Hex.decode(raw.substring(2))));
    long block = head() + 1;
    if (!receipts.containsKey(hash)) {
      TreeMap<Long, Integer> used = nonces.computeIfAbsent(from, wallet -> new TreeMap<>());
      int next = used.isEmpty() ? 0 : used.lastEntry().getValue();
      if (transaction.getNonce().intValueExact() != next) {
        return RpcDouble.error(-32000, "nonce too low", "");
      }
      used.put(block, next + 1);
      boolean succeeds = canSet(block);
      if (succeeds) {
        String data = transaction.getData();
        set(block, kms.masterSecretHash(), "0x" + data.substring(data.length() - WORD_CHARS));
      }
      receipts.put(hash, new Mined(block, succeeds));
      timeline.trace("chain: setMasterSecretHash by " + from + ", in block " + block);
    }
    return RpcDouble.result(hash);
  }

  private static long number(JsonNode block, View view) {
    if (block.isObject()) {
      String hash = block.path("blockHash").asText();
      long number = Long.parseLong(hash.substring(hash.length() - 16), 16);
      return hash.equals(view.hash(number)) ? number : -1;
    }
    String tag = block.asText();
    return tag.startsWith("0x") ? Long.parseLong(tag.substring(2), 16) : view.head();
  }

  private static JsonNode block(long number, View view) {
    if (number > view.head()) {
      return JsonNodeFactory.instance.nullNode();
    }
    long time = MachineClock.BEGINNING.getEpochSecond() + (number - FIRST) * BLOCK.toSeconds();
    return JsonNodeFactory.instance
        .objectNode()
        .put("number", "0x" + Long.toHexString(number))
        .put("hash", view.hash(number))
        .put("timestamp", "0x" + Long.toHexString(time))
        .put("baseFeePerGas", "0x2540be400");
  }

  /** Each call of {@code batch}, answered in its order. */
  List<ObjectNode> answers(JsonNode batch, View view) {
    List<ObjectNode> answers = new ArrayList<>();
    for (JsonNode call : batch) {
      ObjectNode answer = answer(call, view).put("jsonrpc", "2.0");
      answers.add(answer.set("id", call.path("id")));
    }
    return answers;
  }
}
