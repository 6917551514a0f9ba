package io.novakms.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.Vectors;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.KmsRegistryContract;
import java.math.BigInteger;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Call data, by the protocol's vectors (section 2). */
class ContractVectorsTest {
  private static final Wallet CONTRACT = Structs.wallet(1);
  private static final AppId APP = AppId.of(49);
  private static final BigInteger NUMBER = BigInteger.TWO;

  private static final AppRegistryContract APPS = new AppRegistryContract(CONTRACT);
  private static final KmsRegistryContract KMS = new KmsRegistryContract(CONTRACT);
  private static final SecretHash HASH = new SecretHash("11".repeat(32));

  /** What this node calls, by the signature of the function. */
  private static final Map<String, String> CALLS =
      Map.of(
          "getApp(uint256)", APPS.getApp(APP).data(),
          "getVersion(uint256,uint256)", APPS.getVersion(APP, NUMBER).data(),
          "getInstance(uint256)", APPS.getInstance(NUMBER).data(),
          "getInstanceByWallet(address)", APPS.getInstanceByWallet(CONTRACT).data(),
          "getInstancesForVersion(uint256,uint256)",
              APPS.getInstancesForVersion(APP, NUMBER).data(),
          "getActiveInstances(uint256)", APPS.getActiveInstances(APP).data(),
          "masterSecretHash()", KMS.masterSecretHash().data(),
          "setMasterSecretHash(bytes32)", KMS.setMasterSecretHash(HASH));

  static Stream<JsonNode> hashes() {
    return Vectors.cases("master_secret_hash");
  }

  static Stream<Map.Entry<String, String>> calls() {
    return CALLS.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("hashes")
  void callDataThatSetsTheHashIsTheVectors(JsonNode vector) {
    SecretHash hash = new SecretHash(vector.path("keccak256").asText());

    assertThat(KMS.setMasterSecretHash(hash))
        .isEqualTo(vector.path("set_master_secret_hash_calldata").asText());
  }

  @ParameterizedTest
  @MethodSource("calls")
  void functionSelectorIsTheVectors(Map.Entry<String, String> call) {
    String selector = Vectors.section("function_selectors").path(call.getKey()).asText();

    assertThat(selector).as("the vector of " + call.getKey()).hasSize(10);
    assertThat(call.getValue()).startsWith(selector);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void argumentsFillOneWordEach(Map.Entry<String, String> call) {
    long arguments =
        call.getKey().contains("()") ? 0 : call.getKey().chars().filter(c -> c == ',').count() + 1;

    assertThat(call.getValue()).hasSize((int) (10 + 64 * arguments));
  }
}
