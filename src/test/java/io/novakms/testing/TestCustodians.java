package io.novakms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.crypto.P384KeyPair;
import io.novakms.model.Custodian;
import io.novakms.model.TeePublicKey;
import io.novakms.secret.custody.CustodianKey;
import io.novakms.secret.custody.CustodyFile;
import io.novakms.secret.custody.Purpose;
import io.novakms.secret.custody.ShareOffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Custodians with keys of their own: anna, ben and carla. */
public final class TestCustodians {
  private static final CryptoProviders CRYPTO = CryptoProviders.available();
  private static final List<String> NAMES = List.of("anna", "ben", "carla");

  private final List<P384KeyPair> pairs =
      Stream.generate(new P384(CRYPTO)::generate).limit(NAMES.size()).toList();

  /** Who they are. */
  public List<Custodian> all() {
    return NAMES.stream()
        .map(name -> new Custodian(name, pairs.get(NAMES.indexOf(name)).publicKey()))
        .toList();
  }

  /** The settings of a node whose secret any two of them make. */
  public KmsConfig.Custody twoOfThree() {
    return new KmsConfig.Custody(all(), 2);
  }

  /** The same as an operator writes it. */
  public Map<String, String> asSettings() {
    return Map.of(
        "KMS_CUSTODIANS",
        all().stream().map(Custodian::toString).collect(Collectors.joining(",")),
        "KMS_CUSTODY_THRESHOLD",
        "2");
  }

  /** The custodian with this index in a custody file, from 1. */
  public CustodianKey key(int index) {
    return new CustodianKey(pairs.get(index - 1), CRYPTO);
  }

  /** The keys of the custodian with this index. */
  public P384KeyPair pair(int index) {
    return pairs.get(index - 1);
  }

  /** What the custodian with this index sends. */
  public ShareOffer offer(int index, Purpose purpose, CustodyFile file, Instant at) {
    return new ShareOffer(purpose, file, key(index).open(file), at);
  }

  /** {@code body} in an envelope of the custodian with this index. */
  public ObjectNode seal(int index, TeePublicKey node, JsonNode body) {
    return seal(pair(index), node, body);
  }

  /** {@code body} in an envelope of {@code sender}. */
  public static ObjectNode seal(P384KeyPair sender, TeePublicKey node, JsonNode body) {
    return new CustodianKey(sender, CRYPTO).seal(node, body);
  }

  /** What is in an envelope that {@code node} sealed for the custodian with this index. */
  public ObjectNode open(int index, TeePublicKey node, JsonNode envelope) {
    return (ObjectNode) key(index).open(node, envelope);
  }
}
