package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.AttributeProto;
import io.millrace.models.onnx.Onnx.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A node's attributes, with defaults. */
final class Attributes {
  private final NodeProto node;

  Attributes(NodeProto node) {
    this.node = node;
  }

  Optional<AttributeProto> get(String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst();
  }

  boolean has(String name) {
    return get(name).isPresent();
  }

  long integer(String name, long otherwise) {
    return get(name).map(AttributeProto::getI).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return get(name).map(attribute -> attribute.getS().toStringUtf8()).orElse(otherwise);
  }

  /** The integers; empty when the attribute is missing. */
  List<Long> integers(String name) {
    return get(name).map(AttributeProto::getIntsList).orElse(List.of());
  }

  /** The integers, or {@code count} times {@code otherwise}. */
  long[] integers(String name, int count, long otherwise) {
    List<Long> given = integers(name);
    long[] values = new long[count];
    Arrays.fill(values, otherwise);
    for (int i = 0; i < Math.min(count, given.size()); i++) {
      values[i] = given.get(i);
    }
    return values;
  }
}
