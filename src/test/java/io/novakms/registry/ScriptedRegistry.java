package io.novakms.registry;

import static io.novakms.registry.Structs.wallet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.RpcDouble;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Both contracts in memory, at whatever block is asked for: what a test put there, and a revert for
 * everything else. The KMS is app 1, and its version 1 is enrolled.
 */
public final class ScriptedRegistry implements Function<JsonNode, ObjectNode> {
  public static final AppId KMS = AppId.of(1);

  public final AppRegistryContract apps = new AppRegistryContract(wallet(901));
  public final KmsRegistryContract kms = new KmsRegistryContract(wallet(902));

  /** By call data, and by the block from which on they hold. */
  private final Map<String, NavigableMap<Long, ObjectNode>> answers = new ConcurrentHashMap<>();

  public volatile long head = 100;
  public volatile String fork = "0";

  public ScriptedRegistry() {
    answer(kms.masterSecretHash(), Structs.word(BigInteger.ZERO));
    answer(apps.getApp(KMS), Structs.newerApp(1, 1, 0, wallet(900)));
    version(1, VersionStatus.ENROLLED);
    list();
  }

  /** Lists {@code count} good instances, with the wallets 1 to {@code count}. */
  public ScriptedRegistry withPeers(int count) {
    list(IntStream.rangeClosed(1, count).mapToObj(Structs::wallet).toArray(Wallet[]::new));
    IntStream.rangeClosed(1, count).forEach(i -> instance(Structs.instance(i, wallet(i))));
    return this;
  }

  public void list(Wallet... wallets) {
    answer(apps.getActiveInstances(KMS), Structs.wallets(List.of(wallets)));
  }

  public void instance(Structs.InstanceFields instance) {
    answer(apps.getInstanceByWallet(instance.wallet), instance.encoded());
    answer(apps.getInstance(instance.id), instance.encoded());
  }

  public void version(long version, VersionStatus status) {
    answer(
        apps.getVersion(KMS, BigInteger.valueOf(version)),
        Structs.version(version, status.ordinal()));
  }

  /** Becomes an older registry, in which each version has these instances. */
  public void becomeLegacy(long[]... idsOfVersions) {
    answers.remove(apps.getActiveInstances(KMS).data());
    answer(apps.getApp(KMS), Structs.olderApp(1, idsOfVersions.length, 0));
    for (int i = 0; i < idsOfVersions.length; i++) {
      answer(
          apps.getInstancesForVersion(KMS, BigInteger.valueOf(i + 1)),
          Structs.numbers(idsOfVersions[i]));
    }
  }

  public void answer(ContractRead read, String result) {
    answer(read, RpcDouble.result(result));
  }

  /** From {@code block} on; before it stays what was there. */
  void since(long block, ContractRead read, String result) {
    answers
        .computeIfAbsent(read.data(), data -> new ConcurrentSkipListMap<>())
        .put(block, RpcDouble.result(result));
  }

  public void answer(ContractRead read, ObjectNode answer) {
    answers.put(read.data(), new ConcurrentSkipListMap<>(Map.of(0L, answer)));
  }

  public void revert(ContractRead read) {
    answers.remove(read.data());
  }

  @Override
  public ObjectNode apply(JsonNode call) {
    JsonNode params = call.path("params");
    if (call.path("method").asText().equals("eth_getBlockByNumber")) {
      String number = params.path(0).asText();
      return RpcDouble.result(
          block(number.equals("latest") ? head : Long.parseLong(number.substring(2), 16)));
    }
    long block = number(params.path(1));
    if (block < 0 || block > head) {
      return RpcDouble.error(-32000, "header not found", "");
    }
    return Optional.ofNullable(answers.get(params.path(0).path("data").asText()))
        .map(known -> known.floorEntry(block))
        .map(found -> found.getValue().deepCopy())
        .orElseGet(() -> RpcDouble.error(3, "execution reverted", "0x"));
  }

  /** The height of a block by its tag, its height or its hash; below 0 where it is not known. */
  private long number(JsonNode block) {
    if (block.isObject()) {
      String hash = block.path("blockHash").asText();
      long number = Long.parseLong(hash.substring(hash.length() - 16), 16);
      return hash.equals(hash(number)) ? number : -1;
    }
    return block.asText().equals("latest") ? head : Long.parseLong(block.asText().substring(2), 16);
  }

  private String hash(long number) {
    return "0x" + fork.repeat(48) + String.format("%016x", number);
  }

  private JsonNode block(long number) {
    if (number > head) {
      return RpcDouble.JSON.nullNode();
    }
    return RpcDouble.JSON
        .createObjectNode()
        .put("number", "0x" + Long.toHexString(number))
        .put("hash", hash(number))
        .put("timestamp", "0x" + Long.toHexString(1_767_225_600L + number));
  }
}
