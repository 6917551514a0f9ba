package io.novakms.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What becomes of the stateful set of the base on one server: a small part of kustomize. */
final class Overlay {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final List<String> KEYS = List.of("mountPath", "containerPort", "name");

  private Overlay() {}

  /** The objects of a file of {@code server-config/kubernetes}. */
  static List<JsonNode> objects(String file) {
    try (var values =
        YAML.readerFor(JsonNode.class)
            .<JsonNode>readValues(ServerConfig.read("kubernetes/" + file))) {
      return values.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stateful set with what {@code patches} change, in their order. */
  static ObjectNode statefulSet(String... patches) {
    ObjectNode set = (ObjectNode) objects("base/stateful-set.yaml").get(0);
    for (String patch : patches) {
      merge(set, (ObjectNode) objects(patch + "/stateful-set.yaml").get(0));
    }
    return set;
  }

  /** Fields replace fields; elements of lists are matched by their keys, as Kubernetes does. */
  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode old = target.get(field.getKey());
              if (old instanceof ObjectNode object) {
                merge(object, (ObjectNode) field.getValue());
              } else if (old instanceof ArrayNode list) {
                field.getValue().forEach(element -> mergeElement(list, (ObjectNode) element));
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }

  private static void mergeElement(ArrayNode list, ObjectNode element) {
    String key = KEYS.stream().filter(element::has).findFirst().orElseThrow();
    for (JsonNode old : list) {
      if (element.get(key).equals(old.get(key))) {
        merge((ObjectNode) old, element);
        return;
      }
    }
    list.add(element);
  }
}
