package io.millrace.models.catalog;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.models.catalog.ModelException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A YAML mapping read strictly: whoever reads it takes each key once, and keys that nobody took are
 * an error. Messages name the file, the path and the value.
 */
final class YamlMap {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final String file;
  private final String path;
  private final ObjectNode node;
  private final Set<String> taken = new TreeSet<>();

  private YamlMap(String file, String path, ObjectNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /** Parses a whole file. */
  static YamlMap parse(String file, String yaml) {
    JsonNode root;
    try {
      root = MAPPER.readTree(yaml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : " (line %d)".formatted(at.getLineNr());
      throw new ModelException(
          Reason.CATALOG, "%s%s: %s".formatted(file, where, e.getOriginalMessage()), e);
    }
    if (root instanceof ObjectNode object) {
      return new YamlMap(file, "", object);
    }
    throw new ModelException(
        Reason.CATALOG, "%s: must be a mapping with the key models".formatted(file));
  }

  /** The keys in the file's order; each is to be taken. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  boolean has(String key) {
    return node.has(key);
  }

  /** A text that is not empty. */
  String text(String key) {
    JsonNode value = take(key);
    if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
      throw wrong(key, "must be a text (was %s)".formatted(value));
    }
    return value.asText();
  }

  /** A list of texts that is not empty. */
  List<String> texts(String key) {
    JsonNode value = take(key);
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isValueNode()) {
        throw wrong(key, "must be a list of texts (was %s)".formatted(value));
      }
      texts.add(element.asText());
    }
    if (!value.isArray() || texts.isEmpty()) {
      throw wrong(key, "must be a list of texts (was %s)".formatted(value));
    }
    return texts;
  }

  /** A mapping, to be read strictly as well. */
  YamlMap map(String key) {
    if (take(key) instanceof ObjectNode object) {
      return new YamlMap(file, pathOf(key), object);
    }
    throw wrong(key, "must be a mapping (was %s)".formatted(node.get(key)));
  }

  /** A mapping that somebody else reads strictly; empty when it is not there. */
  Map<String, Object> values(String key) {
    if (!node.has(key)) {
      return Map.of();
    }
    if (take(key) instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (field.getValue().isNull()) {
          throw wrong(key + "." + field.getKey(), "has no value; leave the key out or give one");
        }
      }
      return MAPPER.convertValue(object, MAP);
    }
    throw wrong(key, "must be a mapping (was %s)".formatted(node.get(key)));
  }

  /** Fails when there are keys that nobody took. */
  void requireAllTaken() {
    for (String key : keys()) {
      if (!taken.contains(key)) {
        throw wrong(
            key, "nobody reads this key; known here: %s".formatted(String.join(", ", taken)));
      }
    }
  }

  /** An error at a key. */
  ModelException wrong(String key, String what) {
    return new ModelException(Reason.CATALOG, "%s: %s: %s".formatted(file, pathOf(key), what));
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private JsonNode take(String key) {
    taken.add(key);
    JsonNode value = node.get(key);
    if (value == null) {
      throw wrong(key, "is missing");
    }
    return value;
  }
}
