package io.novakms.devnet;

import io.novakms.model.TeePublicKey;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What kind of node to add to the local network.
 *
 * @param name unlike all others'
 * @param version of the KMS app, as which it is registered
 * @param registered whether it is registered before it starts
 * @param registeredKey the teePubkey that it is registered with, else its own
 * @param settings beside, or in place of, those that every node gets
 * @param tls whether it serves HTTPS, as a node in an enclave has to, or HTTP
 * @param javaOptions of its JVM, which win over the usual ones
 */
public record NodePlan(
    String name,
    BigInteger version,
    boolean registered,
    Optional<TeePublicKey> registeredKey,
    Map<String, String> settings,
    boolean tls,
    List<String> javaOptions) {
  /** Takes copies that can't change. */
  public NodePlan {
    settings = Map.copyOf(settings);
    javaOptions = List.copyOf(javaOptions);
  }

  /** A node as any other: registered on the first version with its own key. */
  public static NodePlan named(String name) {
    return new NodePlan(
        name, DevChain.FIRST_VERSION, true, Optional.empty(), Map.of(), true, List.of());
  }

  /** The same, on another version. */
  public NodePlan onVersion(BigInteger version) {
    return new NodePlan(name, version, registered, registeredKey, settings, tls, javaOptions);
  }

  /** The same, left to be registered later. */
  public NodePlan unregistered() {
    return new NodePlan(name, version, false, registeredKey, settings, tls, javaOptions);
  }

  /** The same, registered with another key than its own. */
  public NodePlan registeredWith(TeePublicKey key) {
    return new NodePlan(name, version, registered, Optional.of(key), settings, tls, javaOptions);
  }

  /** The same, with one more setting. */
  public NodePlan with(String setting, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(setting, value);
    return new NodePlan(name, version, registered, registeredKey, more, tls, javaOptions);
  }

  /** The same, over HTTP. */
  public NodePlan withoutTls() {
    return new NodePlan(name, version, registered, registeredKey, settings, false, javaOptions);
  }

  /** The same, with further options of its JVM. */
  public NodePlan withJavaOptions(String... options) {
    return new NodePlan(name, version, registered, registeredKey, settings, tls, List.of(options));
  }
}
