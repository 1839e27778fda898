package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A layer's kind in a word. */
final class Kinds {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("Conv", "conv"),
          Map.entry("ConvTranspose", "conv-transpose"),
          Map.entry("Gemm", "linear"),
          Map.entry("MatMul", "linear"),
          Map.entry("BatchNormalization", "batch-norm"),
          Map.entry("LayerNormalization", "layer-norm"),
          Map.entry("Relu", "relu"),
          Map.entry("Clip", "relu6"),
          Map.entry("MaxPool", "max-pool"),
          Map.entry("AveragePool", "average-pool"),
          Map.entry("GlobalAveragePool", "average-pool"),
          Map.entry("Dropout", "dropout"));

  private Kinds() {}

  static String of(List<NodeProto> operators) {
    Set<String> types = operators.stream().map(NodeProto::getOpType).collect(Collectors.toSet());
    if (types.contains("MatMul") && types.contains("Softmax")) {
      return "attention";
    }
    if (types.contains("Erf")) {
      return "gelu";
    }
    String first =
        operators.stream()
            .map(NodeProto::getOpType)
            .filter(NAMES::containsKey)
            .findFirst()
            .orElse(operators.get(0).getOpType());
    if (first.equals("Sigmoid") && types.contains("Mul")) {
      return "silu";
    }
    return NAMES.getOrDefault(first, dashed(first));
  }

  /** {@code ReduceMean} as {@code reduce-mean}. */
  private static String dashed(String operator) {
    return operator.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
  }
}
