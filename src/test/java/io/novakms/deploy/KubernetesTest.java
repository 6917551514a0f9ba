package io.novakms.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests, by the models of Kubernetes, and whether they agree with the rest. */
class KubernetesTest {
  private static final String BASE = "base/";

  @Test
  void kubernetesKnowsEveryFieldOfTheBase() throws IOException {
    List<Path> files = ServerConfig.files("kubernetes/base", ".*\\.yaml");

    assertThat(files).hasSizeGreaterThan(6);
    for (Path file : files) {
      if (!file.endsWith("kustomization.yaml")) {
        for (JsonNode object : Overlay.objects(BASE + file.getFileName())) {
          check(object);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void kubernetesKnowsEveryFieldOfTheOverlay(String server) throws IOException {
    check(Overlay.statefulSet("overlays/" + server));
    check(Overlay.statefulSet("overlays/" + server, "components/plain-server"));
  }

  @Test
  void aFieldThatKubernetesDoesNotKnowIsFound() {
    ObjectNode set = Overlay.statefulSet("overlays/wildfly");
    ((ObjectNode) node(set)).put("livenesProbe", "");

    assertThatThrownBy(() -> check(set)).hasMessageContaining("livenesProbe");
  }

  @Test
  void kustomizationsNameEveryFileThatIsThere() {
    Set<String> listed = new TreeSet<>();
    Overlay.objects(BASE + "kustomization.yaml")
        .get(0)
        .get("resources")
        .forEach(resource -> listed.add(resource.asText()));

    assertThat(ServerConfig.files("kubernetes/base", ".*\\.yaml"))
        .extracting(file -> file.getFileName().toString())
        .filteredOn(name -> !name.equals("kustomization.yaml") && !name.contains(".example."))
        .containsExactlyInAnyOrderElementsOf(listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void probesAskForHealthWhereTheServerAnswersIt(String server) {
    JsonNode node = node(Overlay.statefulSet("overlays/" + server));
    String port = server.equals("wildfly") ? "management" : "https";
    String scheme = server.equals("wildfly") ? "HTTP" : "HTTPS";

    Map.of("startup", "started", "liveness", "live", "readiness", "ready")
        .forEach(
            (probe, check) -> {
              JsonNode get = node.get(probe + "Probe").get("httpGet");
              assertThat(get.get("path").asText()).isEqualTo("/health/" + check);
              assertThat(get.get("port").asText()).isEqualTo(port);
              assertThat(get.get("scheme").asText()).isEqualTo(scheme);
            });
    assertThat(ports(node)).contains("https 8443");
    if (server.equals("wildfly")) {
      assertThat(ports(node)).contains("management 9990");
    }
    assertThat(ServerConfig.read("docker/Dockerfile." + server)).contains("EXPOSE 8443");
  }

  @Test
  void everyNodeHasAServiceOfItsOwnThatReachesItWhileItIsClosed() {
    int replicas = Overlay.statefulSet().at("/spec/replicas").asInt();
    List<JsonNode> own =
        Overlay.objects(BASE + "services.yaml").stream()
            .filter(service -> service.at("/metadata/name").asText().matches("nova-kms-\\d+"))
            .toList();

    assertThat(own).hasSize(replicas);
    assertThat(own)
        .allSatisfy(
            service -> {
              assertThat(
                      service
                          .at("/spec/selector")
                          .path("statefulset.kubernetes.io/pod-name")
                          .asText())
                  .isEqualTo(service.at("/metadata/name").asText());
              assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
            });
  }

  @Test
  void noMoreThanOneNodeIsDownAtATime() {
    JsonNode budget = Overlay.objects(BASE + "disruption-budget.yaml").get(0);
    ObjectNode set = Overlay.statefulSet();

    assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
    assertThat(set.at("/spec/updateStrategy/type").asText()).isEqualTo("RollingUpdate");
    assertThat(set.at("/spec/updateStrategy/rollingUpdate").isMissingNode()).isTrue();
    assertThat(set.at("/spec/template/spec/terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(node(set).at("/lifecycle/preStop/sleep/seconds").asInt() + 40);
  }

  @Test
  void containerMayDoNoMoreThanItNeeds() {
    ObjectNode set = Overlay.statefulSet();
    JsonNode pod = set.at("/spec/template/spec");
    JsonNode container = node(set).get("securityContext");

    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.get("automountServiceAccountToken").asBoolean()).isFalse();
    assertThat(container.get("allowPrivilegeEscalation").asBoolean()).isFalse();
    assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    assertThat(pod.at("/securityContext/runAsUser").asText()).isEqualTo("10001");
  }

  @Test
  void everyNameInTheEnvironmentIsASetting() throws IOException {
    Set<String> names =
        new TreeSet<>(ServerConfig.settings("kubernetes/base/settings.env").keySet());
    for (String server : ServerConfig.SERVERS) {
      node(Overlay.statefulSet("overlays/" + server, "components/plain-server"))
          .get("env")
          .forEach(variable -> names.add(variable.get("name").asText()));
    }

    assertThat(ServerConfig.knownNames()).containsAll(names);
  }

  private static JsonNode node(ObjectNode set) {
    return set.at("/spec/template/spec/containers/0");
  }

  private static List<String> ports(JsonNode node) {
    return Stream.of(node.get("ports"))
        .flatMap(list -> java.util.stream.StreamSupport.stream(list.spliterator(), false))
        .map(port -> port.get("name").asText() + " " + port.get("containerPort").asInt())
        .toList();
  }

  private static void check(JsonNode object) throws IOException {
    JsonElement json = JsonParser.parseString(object.toString());
    switch (object.get("kind").asText()) {
      case "Namespace" -> V1Namespace.validateJsonElement(json);
      case "NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(json);
      case "PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(json);
      case "Secret" -> V1Secret.validateJsonElement(json);
      case "Service" -> V1Service.validateJsonElement(json);
      case "ServiceAccount" -> V1ServiceAccount.validateJsonElement(json);
      case "StatefulSet" -> V1StatefulSet.validateJsonElement(json);
      default -> throw new AssertionError("not looked at: " + object.get("kind"));
    }
  }
}
