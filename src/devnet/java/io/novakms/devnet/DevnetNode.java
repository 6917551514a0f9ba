package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.InstanceStatus;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** One node of the local network: its process, its TEE, and its entry in the registry. */
public final class DevnetNode implements AutoCloseable {
  private final NodePlan plan;
  private final DevChain chain;
  private final CapsuleEmulator capsule;
  private final NodeProcess process;
  private final NodeProbe probe;
  private volatile BigInteger instance;

  DevnetNode(
      NodePlan plan,
      DevChain chain,
      CapsuleEmulator capsule,
      NodeProcess process,
      NodeProbe probe) {
    this.plan = plan;
    this.chain = chain;
    this.capsule = capsule;
    this.process = process;
    this.probe = probe;
  }

  /** What it is called. */
  public String name() {
    return plan.name();
  }

  /** Where it serves, without a slash at the end. */
  public URI url() {
    return process.url();
  }

  /** Where it says whether it serves. */
  public URI healthUrl() {
    return URI.create(url() + "/health");
  }

  /** Where it shows itself and its cluster to people. */
  public URI consoleUrl() {
    return URI.create(url() + "/console/");
  }

  /** Its wallet. */
  public Wallet wallet() {
    return Wallet.parse(capsule.identity().address());
  }

  /** Its TEE's own key, which need not be the registered one. */
  public TeePublicKey teePublicKey() {
    return TeePublicKey.parse(capsule.identity().teePubkey());
  }

  /** Its TEE. */
  public CapsuleEmulator capsule() {
    return capsule;
  }

  /** Its process. */
  public NodeProcess process() {
    return process;
  }

  /** Everything that it printed. */
  public Path log() {
    return process.log();
  }

  /** Puts it into the registry for the first time, as planned. */
  public void register() {
    TeePublicKey key = plan.registeredKey().orElseGet(this::teePublicKey);
    instance =
        chain.registerInstance(
            chain.kmsAppId(),
            plan.version(),
            DevChain.NewInstance.verified(wallet(), url().toString(), key.spki()));
  }

  /** Changes its status in the registry; anything but ACTIVE takes it off the list of members. */
  public void setStatus(InstanceStatus status) {
    chain.setInstanceStatus(instance, status);
  }

  /** The status code of {@code GET /health}; empty where it doesn't answer. */
  public Optional<Integer> health() {
    return probe.code(url(), "/health");
  }

  /** Its answer to {@code GET /status}; empty where there is none. */
  public Optional<JsonNode> status() {
    return probe.json(url(), "/status");
  }

  /** How it looks now. */
  public NodeView look() {
    if (process.exitCode().isPresent()) {
      return NodeView.ended(name(), url(), process.exitCode().getAsInt());
    }
    return status()
        .map(status -> NodeView.of(name(), url(), status))
        .orElseGet(() -> NodeView.silent(name(), url()));
  }

  /** Stops the process and the TEE. The entry in the registry stays. */
  @Override
  public void close() {
    process.close();
    capsule.close();
  }
}
