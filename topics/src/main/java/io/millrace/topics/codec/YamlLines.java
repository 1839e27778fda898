package io.millrace.topics.codec;

import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Where in a YAML text a value stands.
 *
 * <p>Jackson tells where it stood when it noticed an error, which for a record is the line after
 * its last key; people look for the line of the key.
 */
final class YamlLines {

  private final Optional<Node> root;

  YamlLines(String text) {
    this.root = compose(text);
  }

  /** A path as people write it, such as {@code stages[1].batch}. */
  static String path(List<Reference> path) {
    String text =
        path.stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining());
    return text.isEmpty() ? "(top)" : text.startsWith(".") ? text.substring(1) : text;
  }

  /** The line, from 1, of the nearest thing on the path that stands in the text. */
  OptionalInt of(List<Reference> path) {
    if (root.isEmpty()) {
      return OptionalInt.empty();
    }
    Node node = root.get();
    int line = line(node);
    for (Reference step : path) {
      Optional<Node> key = key(node, step);
      Optional<Node> next = child(node, step);
      if (next.isEmpty()) {
        break;
      }
      node = next.get();
      line = line(key.orElse(node));
    }
    return OptionalInt.of(line);
  }

  /** The keys of the block at this path; empty when there is none. */
  Set<String> keys(List<Reference> path) {
    Set<String> keys = new HashSet<>();
    if (at(path).orElse(null) instanceof MappingNode block) {
      for (NodeTuple tuple : block.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          keys.add(key.getValue());
        }
      }
    }
    return keys;
  }

  /** What stands at this path, for people; empty when nothing does. */
  String value(List<Reference> path) {
    Node node = at(path).orElse(null);
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().isEmpty() ? "nothing" : "'" + scalar.getValue() + "'";
    }
    return node instanceof MappingNode ? "a block" : node instanceof SequenceNode ? "a list" : "";
  }

  private Optional<Node> at(List<Reference> path) {
    Optional<Node> node = root;
    for (Reference step : path) {
      node = node.flatMap(n -> child(n, step));
    }
    return node;
  }

  private static Optional<Node> child(Node node, Reference step) {
    if (node instanceof SequenceNode list && step.getFieldName() == null) {
      int index = step.getIndex();
      return index >= 0 && index < list.getValue().size()
          ? Optional.of(list.getValue().get(index))
          : Optional.empty();
    }
    return tuple(node, step).map(NodeTuple::getValueNode);
  }

  private static Optional<Node> key(Node node, Reference step) {
    return tuple(node, step).map(NodeTuple::getKeyNode);
  }

  private static Optional<NodeTuple> tuple(Node node, Reference step) {
    return node instanceof MappingNode block
        ? block.getValue().stream()
            .filter(
                t ->
                    t.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(step.getFieldName()))
            .findFirst()
        : Optional.empty();
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static Optional<Node> compose(String text) {
    try {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      return Optional.ofNullable(yaml.compose(new StringReader(text)));
    } catch (YAMLException e) {
      // Jackson read further than this would: its own location has to do.
      return Optional.empty();
    }
  }
}
