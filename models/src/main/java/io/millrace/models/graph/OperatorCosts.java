package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one operator costs. Everything that ptflops does not hook (additions, concatenations,
 * reshapes, a plain sigmoid) is free in both countings.
 */
final class OperatorCosts {
  private final Analysis graph;
  private final Set<String> counted = new HashSet<>();
  private final Map<String, Set<String>> gates = new HashMap<>();

  OperatorCosts(Analysis graph) {
    this.graph = graph;
    for (NodeProto node : graph.operators()) {
      if (node.getOpType().equals("Mul")) {
        gates.put(node.getOutput(0), Set.copyOf(new HashSet<>(node.getInputList())));
      }
    }
  }

  /** A sum of costs. */
  record Cost(long parameters, long weightBytes, long macs, long ptflopsMacs, long structural) {
    static final Cost NONE = new Cost(0, 0, 0, 0, 0);

    Cost plus(Cost other) {
      return new Cost(
          parameters + other.parameters,
          weightBytes + other.weightBytes,
          macs + other.macs,
          ptflopsMacs + other.ptflopsMacs,
          structural + other.structural);
    }
  }

  /** The cost of the next operator; weights count with the first operator that reads them. */
  Cost next(NodeProto node) {
    Call call = graph.call(node);
    long parameters = 0;
    long bytes = 0;
    for (int i = 0; i < node.getInputCount(); i++) {
      String name = node.getInput(i);
      if (name.isEmpty() || graph.moves(name) || !counted.add(name)) {
        continue;
      }
      TensorInfo info = graph.info(name);
      bytes += info.bytes();
      if (trained(node, i, info)) {
        parameters += info.elements();
      }
    }
    long macs = macs(call);
    long structural =
        switch (node.getOpType()) {
          case "Conv", "ConvTranspose" -> fullConvolution(call);
          case "Gemm", "MatMul" -> matrix(call) ? call.input(1).elements() : parameters;
          default -> parameters;
        };
    return new Cost(parameters, bytes, macs, macs + extras(call), structural);
  }

  private boolean matrix(Call call) {
    return call.hasInput(1) && !graph.moves(call.node().getInput(1));
  }

  private static boolean trained(NodeProto node, int input, TensorInfo info) {
    boolean quantised =
        node.getOpType().startsWith("QLinear") || node.getOpType().endsWith("Integer");
    boolean values = info.type().floating() || quantised;
    return values
        && !info.shape().isEmpty()
        && switch (node.getOpType()) {
          case "BatchNormalization" -> input <= 2;
          case "Resize", "Upsample", "Clip", "Pad", "Reshape", "Dropout" -> false;
          default -> true;
        };
  }

  private static long fullConvolution(Call call) {
    List<Long> weights = call.shape(1);
    long group = call.attributes().integer("group", 1);
    return Math.multiplyExact(call.input(1).elements(), weights.size() > 1 ? group : 1);
  }

  private static long macs(Call call) {
    return switch (call.operator()) {
      case "Conv" -> {
        List<Long> weights = call.shape(1);
        yield output(call) * ShapeRules.product(weights.subList(1, weights.size()));
      }
      case "ConvTranspose" -> {
        List<Long> weights = call.shape(1);
        yield call.input(0).elements() * ShapeRules.product(weights.subList(1, weights.size()));
      }
      case "Gemm" -> {
        boolean transA = call.attributes().integer("transA", 0) != 0;
        yield output(call) * call.shape(0).get(transA ? 0 : 1);
      }
      case "MatMul" -> output(call) * call.shape(0).get(call.shape(0).size() - 1);
      default -> 0;
    };
  }

  private long extras(Call call) {
    return switch (call.operator()) {
      case "Conv", "ConvTranspose" -> call.hasInput(2) ? output(call) : 0;
      case "Gemm" -> call.hasInput(2) ? call.shape(1).get(linearOutputs(call)) : 0;
      case "BatchNormalization",
          "InstanceNormalization",
          "GroupNormalization",
          "LayerNormalization" ->
          2 * call.input(0).elements();
      case "Relu", "PRelu", "LeakyRelu", "Elu", "Clip", "Erf", "Gelu", "Softmax" -> output(call);
      case "Sigmoid" -> gate(call) ? output(call) : 0;
      case "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool" ->
          call.input(0).elements();
      case "Resize", "Upsample" -> output(call);
      default -> 0;
    };
  }

  private static int linearOutputs(Call call) {
    return call.attributes().integer("transB", 0) != 0 ? 0 : 1;
  }

  /** Whether this sigmoid's output is multiplied by its own input: SiLU. */
  private boolean gate(Call call) {
    Set<String> pair = Set.of(call.node().getInput(0), call.output(0));
    return gates.containsValue(pair);
  }

  private static long output(Call call) {
    return call.output().elements();
  }
}
