package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.GraphProto;
import io.millrace.models.onnx.Onnx.NodeProto;
import io.millrace.models.onnx.Onnx.TensorProto;
import io.millrace.models.onnx.Onnx.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A graph with what its tensors are, reduced to the operators that work on frames: those that lead
 * to an output and depend on an input. What depends on weights or shapes alone is constant: it
 * belongs to no layer, crosses no cut, and goes along with whatever needs it.
 */
final class Analysis {
  private final OnnxFile file;
  private final ShapeInference.Result shapes;
  private final Map<String, TensorProto> weights = new HashMap<>();
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final List<NodeProto> operators = new ArrayList<>();
  private final List<TensorInfo> outputs = new ArrayList<>();

  Analysis(OnnxFile file, Map<String, List<Long>> given) {
    this.file = file;
    this.shapes = ShapeInference.of(file, given);
    GraphProto graph = file.model().getGraph();
    graph.getInitializerList().forEach(tensor -> weights.put(tensor.getName(), tensor));
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      outputs.add(info(output.getName()));
    }
    Set<String> needed = needed();
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOutputList().stream().anyMatch(needed::contains)
          && !shapes.fixed().contains(node.getOutput(0))) {
        operators.add(node);
      }
    }
    if (operators.isEmpty()) {
      throw new GraphException(
          GraphException.Reason.NOT_ONNX,
          "%s: no operator leads from an input to an output".formatted(file.name()));
    }
  }

  /** Every tensor that leads to an output. */
  private Set<String> needed() {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    outputs.forEach(output -> open.add(output.name()));
    while (!open.isEmpty()) {
      String name = open.remove();
      NodeProto maker = makers.get(name);
      if (seen.add(name) && maker != null) {
        open.addAll(maker.getInputList());
      }
    }
    return seen;
  }

  OnnxFile file() {
    return file;
  }

  /** Operators that work on frames, in an order in which they can run. */
  List<NodeProto> operators() {
    return operators;
  }

  List<TensorInfo> inputs() {
    return shapes.inputs();
  }

  List<TensorInfo> outputs() {
    return outputs;
  }

  TensorInfo info(String tensor) {
    TensorInfo info = shapes.infos().get(tensor);
    if (info == null) {
      throw new GraphException(
          GraphException.Reason.NOT_ONNX,
          "%s: nothing makes the tensor %s".formatted(file.name(), tensor));
    }
    return info;
  }

  /** Whether a tensor is made from a frame (and is not the missing optional input ""). */
  boolean moves(String tensor) {
    return !tensor.isEmpty() && !shapes.fixed().contains(tensor);
  }

  boolean isWeights(String tensor) {
    return weights.containsKey(tensor);
  }

  TensorProto weights(String tensor) {
    return Objects.requireNonNull(weights.get(tensor), tensor);
  }

  /** The node that makes a tensor; one there is, as the graph was read. */
  NodeProto maker(String tensor) {
    return Objects.requireNonNull(makers.get(tensor), tensor);
  }

  /** The values computed for a small constant tensor, where they are known. */
  Optional<Constant> constant(String tensor) {
    return Optional.ofNullable(shapes.constants().get(tensor));
  }

  Call call(NodeProto node) {
    return new Call(node, file.opset(), shapes.infos(), shapes.constants());
  }
}
