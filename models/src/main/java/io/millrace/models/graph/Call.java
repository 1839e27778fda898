package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One operator with what is known of its inputs. */
final class Call {
  private final NodeProto node;
  private final Attributes attributes;
  private final long opset;
  private final Map<String, TensorInfo> infos;
  private final Map<String, Constant> constants;

  Call(NodeProto node, long opset, Map<String, TensorInfo> infos, Map<String, Constant> constants) {
    this.node = node;
    this.attributes = new Attributes(node);
    this.opset = opset;
    this.infos = infos;
    this.constants = constants;
  }

  NodeProto node() {
    return node;
  }

  String operator() {
    return node.getOpType();
  }

  Attributes attributes() {
    return attributes;
  }

  long opset() {
    return opset;
  }

  boolean hasInput(int index) {
    return index < node.getInputCount() && !node.getInput(index).isEmpty();
  }

  /** An input that the operator cannot do without. */
  TensorInfo input(int index) {
    TensorInfo info = hasInput(index) ? infos.get(node.getInput(index)) : null;
    if (info == null) {
      throw new GraphException(
          GraphException.Reason.NOT_ONNX,
          "%s: input %d is missing".formatted(describe(node), index));
    }
    return info;
  }

  List<Long> shape(int index) {
    return input(index).shape();
  }

  /** The value of an input, where it is known before the model runs. */
  Optional<Constant> constant(int index) {
    return hasInput(index)
        ? Optional.ofNullable(constants.get(node.getInput(index)))
        : Optional.empty();
  }

  /** The value of an input that decides about shapes. */
  Constant required(int index, String what) {
    return constant(index)
        .orElseThrow(
            () ->
                new GraphException(
                    GraphException.Reason.DYNAMIC_SHAPE,
                    "%s: its %s (%s) is computed while the model runs, so shapes are not known before\nMaybe export the model with fixed shapes."
                        .formatted(
                            describe(node),
                            what,
                            hasInput(index) ? node.getInput(index) : "missing")));
  }

  /** Integers that older opsets give as an attribute and newer ones as an input. */
  Optional<List<Long>> integers(String attribute, int input) {
    if (attributes.has(attribute)) {
      return Optional.of(attributes.integers(attribute));
    }
    return hasInput(input) ? Optional.of(required(input, attribute).longList()) : Optional.empty();
  }

  String output(int index) {
    return node.getOutput(index);
  }

  /** The first output, where its shape is known already. */
  TensorInfo output() {
    return Objects.requireNonNull(infos.get(node.getOutput(0)), node.getOutput(0));
  }

  /** One output of that type and shape. */
  List<TensorInfo> one(ElementType type, List<Long> shape) {
    return List.of(new TensorInfo(output(0), type, shape));
  }

  /** One output of the first input's type. */
  List<TensorInfo> one(List<Long> shape) {
    return one(input(0).type(), shape);
  }

  /** An axis counted from the front. */
  static int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** The shape that both broadcast to, by numpy's rule. */
  List<Long> broadcast(List<Long> a, List<Long> b) {
    int rank = Math.max(a.size(), b.size());
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long left = i < rank - a.size() ? 1 : a.get(i - rank + a.size());
      long right = i < rank - b.size() ? 1 : b.get(i - rank + b.size());
      if (left != right && left != 1 && right != 1) {
        throw new GraphException(
            GraphException.Reason.NOT_ONNX,
            "%s: shapes %s and %s do not go together".formatted(describe(node), a, b));
      }
      shape.add(left == 1 ? right : left);
    }
    return shape;
  }

  /** A node as messages name it. */
  static String describe(NodeProto node) {
    String name = node.getName().isEmpty() ? "of " + node.getOutput(0) : node.getName();
    return "node %s (%s)".formatted(name, node.getOpType());
  }
}
