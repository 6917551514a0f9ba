package io.novakms.http.openapi;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Schemas of records (JSON Schema 2020-12), as the HTTP entry writes and reads them: components in
 * {@code snake_case}. It keeps each record that it met under its own name. Not thread-safe.
 */
final class Schemas {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final SnakeCaseStrategy NAMES = new SnakeCaseStrategy();

  private final Words words;
  private final Map<String, ObjectNode> known = new TreeMap<>();

  Schemas(Words words) {
    this.words = words;
  }

  /** A reference to the schema of {@code types}; where they are several, to any of them. */
  ObjectNode anyOf(Class<?>... types) {
    if (types.length == 1) {
      return reference(types[0]);
    }
    ObjectNode any = JSON.objectNode();
    Arrays.stream(types).map(this::reference).forEach(any.putArray("anyOf")::add);
    return any;
  }

  /** A reference to the schema of {@code record}. */
  ObjectNode reference(Class<?> record) {
    String name = Words.name(record);
    if (!known.containsKey(name)) {
      ObjectNode schema = JSON.objectNode();
      known.put(name, schema);
      describe(record, schema);
    }
    return reference(name);
  }

  /** A reference to the schema called {@code name}. */
  static ObjectNode reference(String name) {
    return JSON.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  /** Keeps a schema that is no record's. */
  void put(String name, ObjectNode schema) {
    known.put(name, schema);
  }

  /** All schemas so far, by name. */
  ObjectNode all() {
    ObjectNode all = JSON.objectNode();
    known.forEach(all::set);
    return all;
  }

  /** The schema of a text or number of {@code type} in {@code shape}. */
  ObjectNode of(Type type, Shape shape) {
    ObjectNode schema = plain(type, shape);
    limit(schema, shape);
    if (shape != null && shape.orDigits()) {
      schema.putArray("type").add("integer").add("string");
      schema.put("pattern", "^[0-9]{1,18}$");
    }
    return shape != null && shape.nullable() ? orNull(schema) : schema;
  }

  private void describe(Class<?> record, ObjectNode schema) {
    schema.put("type", "object").put("description", words.of(record));
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JSON.arrayNode();
    for (RecordComponent component : record.getRecordComponents()) {
      Shape shape = component.getAnnotation(Shape.class);
      ObjectNode property = of(component.getGenericType(), shape);
      property.put("description", words.of(record, component.getName()));
      String name = NAMES.translate(component.getName());
      properties.set(name, property);
      if (shape == null || !shape.optional()) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
  }

  private ObjectNode plain(Type type, Shape shape) {
    ObjectNode schema = JSON.objectNode();
    if (type instanceof ParameterizedType generic) {
      return collection(generic, shape, schema);
    } else if (type == String.class) {
      return schema.put("type", "string");
    } else if (type == boolean.class || type == Boolean.class) {
      return schema.put("type", "boolean");
    } else if (type == int.class || type == Integer.class) {
      return schema.put("type", "integer").put("format", "int32");
    } else if (type == long.class || type == Long.class) {
      return schema.put("type", "integer").put("format", "int64");
    } else if (type == BigInteger.class) {
      return schema.put("type", "integer").put("minimum", 0);
    } else if (type instanceof Class<?> record && record.isRecord()) {
      return reference(record);
    }
    throw new IllegalStateException("no schema for " + type);
  }

  private ObjectNode collection(ParameterizedType type, Shape shape, ObjectNode schema) {
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      schema.put("type", "array").set("items", plain(of[0], null));
    } else if (type.getRawType() == Map.class) {
      schema.put("type", "object").set("additionalProperties", plain(of[1], null));
      if (shape != null && !shape.keys().isEmpty()) {
        schema.putObject("propertyNames").put("pattern", shape.keys());
      }
    } else {
      throw new IllegalStateException("no schema for " + type);
    }
    return schema;
  }

  private static void limit(ObjectNode schema, Shape shape) {
    if (shape == null) {
      return;
    }
    putText(schema, "pattern", shape.pattern());
    putText(schema, "format", shape.format());
    putText(schema, "const", shape.always());
    if (shape.words() != void.class) {
      ArrayNode allowed = schema.putArray("enum");
      Arrays.stream(shape.words().getEnumConstants()).map(Schemas::word).forEach(allowed::add);
    }
    if (shape.least() != Long.MIN_VALUE) {
      schema.put("minimum", shape.least());
    }
    if (shape.most() != Long.MAX_VALUE) {
      schema.put("maximum", shape.most());
    }
    if (shape.shortest() > 0) {
      schema.put("minLength", shape.shortest());
    }
    if (shape.longest() != Integer.MAX_VALUE) {
      schema.put("maxLength", shape.longest());
    }
    if (!shape.otherwise().isEmpty()) {
      boolean number = schema.path("type").asText().equals("integer");
      schema.set(
          "default",
          number
              ? JSON.numberNode(Long.parseLong(shape.otherwise()))
              : JSON.textNode(shape.otherwise()));
    }
  }

  private static void putText(ObjectNode schema, String keyword, String text) {
    if (!text.isEmpty()) {
      schema.put(keyword, text);
    }
  }

  /** What {@code constant} is called on the wire: its code, its word, or its name in lower case. */
  private static String word(Object constant) {
    for (String accessor : List.of("code", "word")) {
      try {
        return (String) constant.getClass().getMethod(accessor).invoke(constant);
      } catch (NoSuchMethodException e) {
        // Not the one that has it.
        continue;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(constant + " does not say its word", e);
      }
    }
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode orNull(ObjectNode schema) {
    ObjectNode nothing = JSON.objectNode().put("type", "null");
    if (schema.has("type") && !schema.has("enum")) {
      String type = schema.get("type").textValue();
      schema.putArray("type").add(type).add("null");
      return schema;
    }
    ObjectNode either = JSON.objectNode();
    either.putArray("anyOf").add(schema).add(nothing);
    return either;
  }
}
