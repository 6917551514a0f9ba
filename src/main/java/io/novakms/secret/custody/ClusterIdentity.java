package io.novakms.secret.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.util.Objects;

/**
 * The cluster and the master secret that a custody file belongs to. Each share is bound to all of
 * it when it is sealed, so a share opens in no file that names another chain or other contracts.
 *
 * @param chainId of the chain (EIP-155), positive
 * @param kmsAppId the app whose instances are the nodes
 * @param appRegistry the {@code NovaAppRegistry} that lists them
 * @param kmsRegistry the {@code KMSRegistry} that has the secret's hash
 * @param secretHash that hash
 */
public record ClusterIdentity(
    BigInteger chainId,
    AppId kmsAppId,
    Wallet appRegistry,
    Wallet kmsRegistry,
    SecretHash secretHash) {
  private static final String CHAIN_ID = "chain_id";
  private static final String KMS_APP_ID = "kms_app_id";
  private static final String APP_REGISTRY = "nova_app_registry";
  private static final String KMS_REGISTRY = "kms_registry";
  private static final String SECRET_HASH = "master_secret_hash";

  /** Checks that all is there. */
  public ClusterIdentity {
    Objects.requireNonNull(kmsAppId, KMS_APP_ID);
    Objects.requireNonNull(appRegistry, APP_REGISTRY);
    Objects.requireNonNull(kmsRegistry, KMS_REGISTRY);
    Objects.requireNonNull(secretHash, SECRET_HASH);
    if (chainId.signum() <= 0) {
      throw new IllegalArgumentException("a chain's id is positive");
    }
  }

  /**
   * Reads the JSON form.
   *
   * @throws IllegalArgumentException where a field is missing or malformed
   */
  static ClusterIdentity parse(JsonNode json) {
    return new ClusterIdentity(
        whole(json, CHAIN_ID),
        AppId.parse(whole(json, KMS_APP_ID).toString()),
        Wallet.parse(json.path(APP_REGISTRY).asText()),
        Wallet.parse(json.path(KMS_REGISTRY).asText()),
        new SecretHash(json.path(SECRET_HASH).textValue()));
  }

  /** The JSON form. */
  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put(CHAIN_ID, chainId)
        .put(KMS_APP_ID, kmsAppId.value())
        .put(APP_REGISTRY, appRegistry.address())
        .put(KMS_REGISTRY, kmsRegistry.address())
        .put(SECRET_HASH, secretHash.hex());
  }

  private static BigInteger whole(JsonNode json, String field) {
    JsonNode number = json.path(field);
    if (!number.isIntegralNumber()) {
      throw new IllegalArgumentException(field + " is a whole number");
    }
    return number.bigIntegerValue();
  }
}
