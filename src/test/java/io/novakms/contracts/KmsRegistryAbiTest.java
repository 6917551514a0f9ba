package io.novakms.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The interface that deployed clients know, word for word (protocol, section 2). */
class KmsRegistryAbiTest {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "masterSecretHash() view returns (bytes32)",
          "setMasterSecretHash(bytes32) nonpayable returns ()",
          "resetMasterSecretHash() nonpayable returns ()",
          "kmsAppId() view returns (uint256)",
          "setKmsAppId(uint256) nonpayable returns ()",
          "addOperator(address,uint256,uint256,uint256) nonpayable returns ()",
          "removeOperator(address,uint256,uint256,uint256) nonpayable returns ()",
          "isOperator(address) view returns (bool)",
          "getOperators() view returns (address[])",
          "operatorCount() view returns (uint256)",
          "operatorAt(uint256) view returns (address)",
          "novaAppRegistry() view returns (address)",
          "setNovaAppRegistry(address) nonpayable returns ()");
  private static final Set<String> EVENTS =
      Set.of(
          "MasterSecretHashSet(bytes32 indexed,address indexed)",
          "MasterSecretHashReset(address indexed)",
          "OperatorAdded(address indexed,uint256 indexed,uint256,uint256)",
          "OperatorRemoved(address indexed,uint256 indexed,uint256,uint256)",
          "KmsAppIdSet(uint256 indexed)",
          "NovaAppRegistrySet(address indexed)");
  private static final Set<String> ERRORS =
      Set.of("MasterSecretHashAlreadySet()", "NotAuthorizedToSetHash()");

  @Test
  void everyFunctionIsThere() throws IOException {
    Set<String> functions =
        entries("function")
            .map(
                entry ->
                    signature(entry, "inputs")
                        + " "
                        + entry.path("stateMutability").asText()
                        + " returns "
                        + types(entry.path("outputs")))
            .collect(Collectors.toSet());

    assertThat(functions).containsAll(FUNCTIONS);
  }

  @Test
  void everyEventIsThere() throws IOException {
    Set<String> events =
        entries("event").map(entry -> signature(entry, "inputs")).collect(Collectors.toSet());

    assertThat(events).containsAll(EVENTS);
  }

  @Test
  void everyErrorIsThere() throws IOException {
    Set<String> errors =
        entries("error").map(entry -> signature(entry, "inputs")).collect(Collectors.toSet());

    assertThat(errors).containsAll(ERRORS);
  }

  private static Stream<JsonNode> entries(String type) throws IOException {
    Path artifact =
        Path.of(System.getProperty("kms.solidity", "target/solidity"), "KMSRegistry.json");
    JsonNode abi = new ObjectMapper().readTree(artifact.toFile()).path("abi");
    List<JsonNode> entries = StreamSupport.stream(abi.spliterator(), false).toList();
    return entries.stream().filter(entry -> entry.path("type").asText().equals(type));
  }

  private static String signature(JsonNode entry, String parameters) {
    return entry.path("name").asText() + types(entry.path(parameters));
  }

  private static String types(JsonNode parameters) {
    return StreamSupport.stream(parameters.spliterator(), false)
        .map(
            parameter ->
                parameter.path("type").asText()
                    + (parameter.path("indexed").asBoolean() ? " indexed" : ""))
        .collect(Collectors.joining(",", "(", ")"));
  }
}
