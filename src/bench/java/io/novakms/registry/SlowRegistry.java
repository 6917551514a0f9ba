package io.novakms.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.RpcDouble;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Both contracts behind a JSON-RPC node that takes its time for every request. What it has answered
 * once it knows by heart, so that its own work takes none of the time that is measured.
 */
public final class SlowRegistry implements AutoCloseable {
  /** Where {@code NovaAppRegistry} is. */
  public static final Wallet APP_REGISTRY = Structs.wallet(901);

  /** Where {@code KMSRegistry} is. */
  public static final Wallet KMS_REGISTRY = Structs.wallet(902);

  private final ScriptedRegistry contracts = new ScriptedRegistry();
  private final RpcDouble rpc = RpcDouble.answering(contracts);
  private final List<Wallet> wallets = new ArrayList<>();
  private final Map<JsonNode, String> known = new ConcurrentHashMap<>();

  /** A registry without members that takes {@code latency} for each request. */
  public SlowRegistry(Duration latency) {
    rpc.misbehave(
        (exchange, batch) -> {
          long end = System.nanoTime() + latency.toNanos();
          String answer = known.computeIfAbsent(batch, this::answer);
          for (long left = latency.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          RpcDouble.send(exchange, 200, answer);
        });
  }

  /** Registers a member, or changes what is registered of it. */
  public void register(Wallet wallet, TeePublicKey key, String url) {
    if (!wallets.contains(wallet)) {
      wallets.add(wallet);
    }
    Structs.InstanceFields instance = Structs.instance(1 + wallets.indexOf(wallet), wallet);
    instance.key = key.spki();
    instance.url = url.getBytes(StandardCharsets.UTF_8);
    contracts.instance(instance);
    contracts.list(wallets.toArray(Wallet[]::new));
    known.clear();
  }

  /** Sets the master secret's hash. */
  public void hash(SecretHash hash) {
    contracts.answer(contracts.kms.masterSecretHash(), hash.toString());
    known.clear();
  }

  /** Makes one more block, with all that changed in it. */
  public void mine() {
    contracts.head++;
    known.clear();
  }

  /** Where it listens. */
  public URI url() {
    return rpc.url();
  }

  @Override
  public void close() {
    rpc.close();
  }

  private String answer(JsonNode batch) {
    return rpc.properAnswer(batch).toString();
  }
}
