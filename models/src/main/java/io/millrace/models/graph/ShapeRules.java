package io.millrace.models.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The output shapes of ONNX's operators, by the operator specification of opsets 7 to 22. */
final class ShapeRules {

  private ShapeRules() {}

  /** The outputs of an operator; empty where the operator is not known. */
  static Optional<List<TensorInfo>> apply(Call call) {
    return switch (call.operator()) {
      case "Conv" -> Optional.of(SpatialRules.convolution(call));
      case "ConvTranspose" -> Optional.of(SpatialRules.transposedConvolution(call));
      case "MaxPool", "AveragePool", "LpPool" -> Optional.of(SpatialRules.pool(call));
      case "GlobalAveragePool", "GlobalMaxPool" -> Optional.of(SpatialRules.globalPool(call));
      case "Resize", "Upsample" -> Optional.of(SpatialRules.resize(call));
      case "DepthToSpace" -> Optional.of(SpatialRules.depthToSpace(call));
      case "SpaceToDepth" -> Optional.of(SpatialRules.spaceToDepth(call));
      case "Gemm" -> Optional.of(gemm(call));
      case "MatMul" -> Optional.of(matMul(call));
      case "Cast" ->
          Optional.of(
              call.one(
                  ElementType.of(
                      (int) call.attributes().integer("to", 1), Call.describe(call.node())),
                  call.shape(0)));
      case "QuantizeLinear" ->
          Optional.of(
              call.one(call.hasInput(2) ? call.input(2).type() : ElementType.UINT8, call.shape(0)));
      case "DequantizeLinear" -> Optional.of(call.one(call.input(1).type(), call.shape(0)));
      case "Not" -> Optional.of(call.one(call.shape(0)));
      case "Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "And", "Or", "Xor" ->
          Optional.of(call.one(ElementType.BOOL, call.broadcast(call.shape(0), call.shape(1))));
      case "Add", "Sub", "Mul", "Div", "Pow", "Mod", "Max", "Min", "Mean", "Sum" ->
          Optional.of(call.one(broadcastAll(call)));
      case "Where" ->
          Optional.of(
              call.one(
                  call.input(1).type(),
                  call.broadcast(call.shape(0), call.broadcast(call.shape(1), call.shape(2)))));
      case "Dropout" -> Optional.of(dropout(call));
      case "BatchNormalization",
          "InstanceNormalization",
          "LayerNormalization",
          "GroupNormalization",
          "LpNormalization",
          "LRN",
          "PRelu",
          "Relu",
          "LeakyRelu",
          "ThresholdedRelu",
          "Elu",
          "Celu",
          "Selu",
          "Sigmoid",
          "HardSigmoid",
          "HardSwish",
          "Tanh",
          "Softmax",
          "LogSoftmax",
          "Hardmax",
          "Softplus",
          "Softsign",
          "Mish",
          "Gelu",
          "Erf",
          "Exp",
          "Log",
          "Sqrt",
          "Sin",
          "Cos",
          "Neg",
          "Abs",
          "Sign",
          "Floor",
          "Ceil",
          "Round",
          "Reciprocal",
          "Clip",
          "Identity",
          "CumSum",
          "Trilu" ->
          Optional.of(call.one(call.shape(0)));
      case "Shape" ->
          Optional.of(call.one(ElementType.INT64, List.of((long) call.shape(0).size())));
      case "Size" -> Optional.of(call.one(ElementType.INT64, List.of()));
      case "Flatten" -> Optional.of(flatten(call));
      case "Reshape" -> Optional.of(call.one(reshape(call)));
      case "Transpose" -> Optional.of(call.one(transpose(call)));
      case "Concat" -> Optional.of(call.one(concat(call)));
      case "Split" -> Optional.of(split(call));
      case "Slice" -> Optional.of(call.one(slice(call)));
      case "Squeeze" -> Optional.of(call.one(squeeze(call)));
      case "Unsqueeze" -> Optional.of(call.one(unsqueeze(call)));
      case "Gather" -> Optional.of(call.one(gather(call)));
      case "GatherElements" -> Optional.of(call.one(call.shape(1)));
      case "Expand" ->
          Optional.of(
              call.one(call.broadcast(call.shape(0), call.required(1, "shape").longList())));
      case "Tile" -> Optional.of(call.one(tile(call)));
      case "Pad" -> Optional.of(call.one(pad(call)));
      case "ConstantOfShape" ->
          Optional.of(call.one(filler(call), call.required(0, "shape").longList()));
      case "ReduceMean",
          "ReduceSum",
          "ReduceMax",
          "ReduceMin",
          "ReduceProd",
          "ReduceL1",
          "ReduceL2",
          "ReduceSumSquare",
          "ReduceLogSumExp" ->
          Optional.of(call.one(reduce(call, call.integers("axes", 1))));
      case "ArgMax", "ArgMin" ->
          Optional.of(
              call.one(
                  ElementType.INT64,
                  reduce(call, Optional.of(List.of(call.attributes().integer("axis", 0))))));
      default -> Optional.empty();
    };
  }

  private static List<Long> broadcastAll(Call call) {
    List<Long> shape = call.shape(0);
    for (int i = 1; i < call.node().getInputCount(); i++) {
      shape = call.broadcast(shape, call.shape(i));
    }
    return shape;
  }

  private static ElementType filler(Call call) {
    return call.attributes()
        .get("value")
        .map(value -> ElementType.of(value.getT().getDataType(), Call.describe(call.node())))
        .orElse(ElementType.FLOAT32);
  }

  private static List<TensorInfo> dropout(Call call) {
    List<TensorInfo> outputs = new ArrayList<>(call.one(call.shape(0)));
    if (call.node().getOutputCount() > 1) {
      outputs.add(new TensorInfo(call.output(1), ElementType.BOOL, call.shape(0)));
    }
    return outputs;
  }

  private static List<TensorInfo> gemm(Call call) {
    boolean transA = call.attributes().integer("transA", 0) != 0;
    boolean transB = call.attributes().integer("transB", 0) != 0;
    return call.one(List.of(call.shape(0).get(transA ? 1 : 0), call.shape(1).get(transB ? 0 : 1)));
  }

  private static List<TensorInfo> matMul(Call call) {
    List<Long> a = new ArrayList<>(call.shape(0));
    List<Long> b = new ArrayList<>(call.shape(1));
    boolean row = a.size() == 1;
    boolean column = b.size() == 1;
    if (row) {
      a.add(0, 1L);
    }
    if (column) {
      b.add(1L);
    }
    List<Long> shape =
        new ArrayList<>(call.broadcast(a.subList(0, a.size() - 2), b.subList(0, b.size() - 2)));
    if (!row) {
      shape.add(a.get(a.size() - 2));
    }
    if (!column) {
      shape.add(b.get(b.size() - 1));
    }
    return call.one(shape);
  }

  private static List<TensorInfo> flatten(Call call) {
    List<Long> shape = call.shape(0);
    int axis = Call.axis(call.attributes().integer("axis", 1), shape.size());
    return call.one(
        List.of(product(shape.subList(0, axis)), product(shape.subList(axis, shape.size()))));
  }

  static long product(List<Long> dimensions) {
    return dimensions.stream().reduce(1L, Math::multiplyExact);
  }

  private static List<Long> reshape(Call call) {
    List<Long> wanted = new ArrayList<>(call.required(1, "shape").longList());
    boolean zeroIsZero = call.attributes().integer("allowzero", 0) != 0;
    List<Long> from = call.shape(0);
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i) == 0 && !zeroIsZero) {
        wanted.set(i, from.get(i));
      }
    }
    int open = wanted.indexOf(-1L);
    if (open >= 0) {
      wanted.set(open, 1L);
      wanted.set(open, product(from) / product(wanted));
    }
    if (product(wanted) != product(from)) {
      throw new GraphException(
          GraphException.Reason.DYNAMIC_SHAPE,
          "%s: cannot turn %s into %s\nMaybe the model is for another input shape."
              .formatted(Call.describe(call.node()), from, wanted));
    }
    return wanted;
  }

  private static List<Long> transpose(Call call) {
    List<Long> shape = call.shape(0);
    List<Long> order = call.attributes().integers("perm");
    List<Long> result = new ArrayList<>();
    if (order.isEmpty()) {
      result.addAll(shape);
      Collections.reverse(result);
    } else {
      order.forEach(from -> result.add(shape.get(from.intValue())));
    }
    return result;
  }

  private static List<Long> concat(Call call) {
    List<Long> shape = new ArrayList<>(call.shape(0));
    int axis = Call.axis(call.attributes().integer("axis", 1), shape.size());
    for (int i = 1; i < call.node().getInputCount(); i++) {
      shape.set(axis, shape.get(axis) + call.shape(i).get(axis));
    }
    return shape;
  }

  private static List<TensorInfo> split(Call call) {
    List<Long> shape = call.shape(0);
    int axis = Call.axis(call.attributes().integer("axis", 0), shape.size());
    int parts = call.node().getOutputCount();
    long chunk = (shape.get(axis) + parts - 1) / parts;
    Optional<List<Long>> given = call.integers("split", 1);
    List<TensorInfo> outputs = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      List<Long> part = new ArrayList<>(shape);
      long rest = Math.min(chunk, shape.get(axis) - chunk * i);
      part.set(axis, given.isPresent() ? given.get().get(i) : rest);
      outputs.add(new TensorInfo(call.output(i), call.input(0).type(), part));
    }
    return outputs;
  }

  private static List<Long> slice(Call call) {
    List<Long> shape = new ArrayList<>(call.shape(0));
    List<Long> starts = call.integers("starts", 1).orElse(List.of());
    List<Long> ends = call.integers("ends", 2).orElse(List.of());
    Optional<List<Long>> axes = call.integers("axes", 3);
    Optional<List<Long>> steps = call.hasInput(4) ? call.integers("steps", 4) : Optional.empty();
    for (int i = 0; i < starts.size(); i++) {
      int axis = Call.axis(axes.isPresent() ? axes.get().get(i) : i, shape.size());
      long step = steps.isPresent() ? steps.get().get(i) : 1;
      shape.set(axis, sliced(shape.get(axis), starts.get(i), ends.get(i), step));
    }
    return shape;
  }

  /** How many of {@code size} elements a slice takes. */
  static long sliced(long size, long start, long end, long step) {
    long from = start < 0 ? start + size : start;
    long to = end < 0 ? Math.max(end, -size - 1) + size : end;
    if (step > 0) {
      from = Math.max(0, Math.min(from, size));
      to = Math.max(0, Math.min(to, size));
      return Math.max(0, (to - from + step - 1) / step);
    }
    from = Math.max(0, Math.min(from, size - 1));
    to = Math.max(-1, Math.min(to, size - 1));
    return Math.max(0, (from - to - step - 1) / -step);
  }

  private static List<Long> squeeze(Call call) {
    List<Long> shape = call.shape(0);
    Optional<List<Long>> axes = call.integers("axes", 1);
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      int at = i;
      boolean gone =
          axes.map(list -> list.stream().anyMatch(axis -> Call.axis(axis, shape.size()) == at))
              .orElse(shape.get(i) == 1);
      if (!gone) {
        result.add(shape.get(i));
      }
    }
    return result;
  }

  private static List<Long> unsqueeze(Call call) {
    List<Long> shape = call.shape(0);
    List<Long> axes = call.integers("axes", 1).orElse(List.of());
    int rank = shape.size() + axes.size();
    List<Integer> places = axes.stream().map(axis -> Call.axis(axis, rank)).toList();
    List<Long> result = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < rank; i++) {
      result.add(places.contains(i) ? 1L : shape.get(next++));
    }
    return result;
  }

  private static List<Long> gather(Call call) {
    List<Long> shape = call.shape(0);
    int axis = Call.axis(call.attributes().integer("axis", 0), shape.size());
    List<Long> result = new ArrayList<>(shape.subList(0, axis));
    result.addAll(call.shape(1));
    result.addAll(shape.subList(axis + 1, shape.size()));
    return result;
  }

  private static List<Long> tile(Call call) {
    List<Long> repeats = call.required(1, "repeats").longList();
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < repeats.size(); i++) {
      result.add(call.shape(0).get(i) * repeats.get(i));
    }
    return result;
  }

  private static List<Long> pad(Call call) {
    List<Long> pads = call.integers("pads", 1).orElse(List.of());
    List<Long> shape = new ArrayList<>(call.shape(0));
    int count = pads.size() / 2;
    Optional<Constant> axes = call.constant(3);
    for (int i = 0; i < count; i++) {
      int axis = axes.isPresent() ? Call.axis(axes.get().longList().get(i), shape.size()) : i;
      shape.set(axis, shape.get(axis) + pads.get(i) + pads.get(i + count));
    }
    return shape;
  }

  private static List<Long> reduce(Call call, Optional<List<Long>> axes) {
    List<Long> shape = call.shape(0);
    boolean keep = call.attributes().integer("keepdims", 1) != 0;
    boolean all = axes.isEmpty() || axes.get().isEmpty();
    if (all && call.attributes().integer("noop_with_empty_axes", 0) != 0) {
      return shape;
    }
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      int at = i;
      boolean reduced =
          all || axes.orElseThrow().stream().anyMatch(axis -> Call.axis(axis, shape.size()) == at);
      if (!reduced) {
        result.add(shape.get(i));
      } else if (keep) {
        result.add(1L);
      }
    }
    return result;
  }
}
