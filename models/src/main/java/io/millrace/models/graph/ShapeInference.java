package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.AttributeProto;
import io.millrace.models.onnx.Onnx.GraphProto;
import io.millrace.models.onnx.Onnx.NodeProto;
import io.millrace.models.onnx.Onnx.TensorProto;
import io.millrace.models.onnx.Onnx.TensorShapeProto;
import io.millrace.models.onnx.Onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds every tensor's shape, walking the graph once: O(nodes). Dimensions that the file leaves
 * open come from {@code given}; a batch that alone is open is 1.
 */
final class ShapeInference {
  private final OnnxFile file;
  private final Map<String, List<Long>> given;
  private final Map<String, TensorInfo> infos = new HashMap<>();
  private final Map<String, Constant> constants = new HashMap<>();
  private final Map<String, TensorInfo> declared = new HashMap<>();
  private final Set<String> fixed = new HashSet<>();
  private final List<TensorInfo> inputs = new ArrayList<>();

  private ShapeInference(OnnxFile file, Map<String, List<Long>> given) {
    this.file = file;
    this.given = given;
  }

  /**
   * What is known of a graph's tensors.
   *
   * @param infos type and shape of every tensor
   * @param constants the values of small tensors that are known before the model runs
   * @param fixed every tensor that does not depend on the inputs' values
   * @param inputs the graph's inputs that are not weights, in the graph's order
   */
  record Result(
      Map<String, TensorInfo> infos,
      Map<String, Constant> constants,
      Set<String> fixed,
      List<TensorInfo> inputs) {}

  static Result of(OnnxFile file, Map<String, List<Long>> given) {
    return new ShapeInference(file, given).run();
  }

  private Result run() {
    GraphProto graph = file.model().getGraph();
    for (TensorProto tensor : graph.getInitializerList()) {
      weights(tensor.getName(), tensor);
    }
    for (ValueInfoProto value : graph.getValueInfoList()) {
      declare(value);
    }
    graph.getOutputList().forEach(this::declare);
    Map<String, List<Long>> unused = new LinkedHashMap<>(given);
    for (ValueInfoProto input : graph.getInputList()) {
      if (!fixed.contains(input.getName())) {
        TensorInfo info = input(input);
        inputs.add(info);
        infos.put(info.name(), info);
        unused.remove(info.name());
      }
    }
    if (!unused.isEmpty()) {
      throw new GraphException(
          GraphException.Reason.DYNAMIC_SHAPE,
          "%s: has no input %s; its inputs are %s"
              .formatted(
                  file.name(),
                  unused.keySet().iterator().next(),
                  inputs.stream().map(TensorInfo::name).toList()));
    }
    for (NodeProto node : graph.getNodeList()) {
      visit(node);
    }
    return new Result(infos, constants, fixed, List.copyOf(inputs));
  }

  private void weights(String name, TensorProto tensor) {
    TensorInfo info = file.info(tensor).named(name);
    infos.put(name, info);
    fixed.add(name);
    boolean half = info.type() == ElementType.FLOAT16 || info.type() == ElementType.BFLOAT16;
    if (info.elements() <= Constant.MAX_ELEMENTS
        && !half
        && !ExternalData.used(tensor)
        && hasData(tensor, info)) {
      constants.put(name, Constant.read(tensor, info));
    }
  }

  /** Whether a tensor's data are in it; the builder describes large weights without making them. */
  static boolean hasData(TensorProto tensor, TensorInfo info) {
    return info.elements() == 0
        || !tensor.getRawData().isEmpty()
        || tensor.getFloatDataCount() > 0
        || tensor.getInt32DataCount() > 0
        || tensor.getInt64DataCount() > 0
        || tensor.getDoubleDataCount() > 0
        || tensor.getUint64DataCount() > 0;
  }

  private void declare(ValueInfoProto value) {
    TensorShapeProto shape = value.getType().getTensorType().getShape();
    if (!value.getType().getTensorType().hasShape()
        || shape.getDimList().stream().anyMatch(dimension -> !dimension.hasDimValue())) {
      return;
    }
    declared.put(
        value.getName(),
        new TensorInfo(
            value.getName(),
            type(value),
            shape.getDimList().stream().map(TensorShapeProto.Dimension::getDimValue).toList()));
  }

  private ElementType type(ValueInfoProto value) {
    return ElementType.of(
        value.getType().getTensorType().getElemType(), file.name() + ": " + value.getName());
  }

  private TensorInfo input(ValueInfoProto input) {
    List<TensorShapeProto.Dimension> dimensions =
        input.getType().getTensorType().getShape().getDimList();
    List<Long> asked = given.get(input.getName());
    if (asked != null && asked.size() != dimensions.size()) {
      throw dynamic(input, "%d dimensions were given".formatted(asked.size()));
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < dimensions.size(); i++) {
      long known = dimensions.get(i).hasDimValue() ? dimensions.get(i).getDimValue() : -1;
      if (asked != null) {
        if (known > 0 && known != asked.get(i)) {
          throw dynamic(input, "%s was given".formatted(asked));
        }
        shape.add(asked.get(i));
      } else {
        shape.add(known > 0 || i > 0 ? known : 1L);
      }
    }
    if (shape.stream().anyMatch(dimension -> dimension <= 0)) {
      throw dynamic(input, "not every dimension is a number");
    }
    return new TensorInfo(input.getName(), type(input), shape);
  }

  private GraphException dynamic(ValueInfoProto input, String what) {
    List<String> dimensions =
        input.getType().getTensorType().getShape().getDimList().stream()
            .map(
                dimension ->
                    dimension.hasDimValue() && dimension.getDimValue() > 0
                        ? String.valueOf(dimension.getDimValue())
                        : dimension.getDimParam().isEmpty() ? "?" : dimension.getDimParam())
            .toList();
    return new GraphException(
        GraphException.Reason.DYNAMIC_SHAPE,
        "%s: input %s has the shape %s: %s\nMaybe give the shape that it runs with: --shape %s=%s"
            .formatted(
                file.name(),
                input.getName(),
                dimensions,
                what,
                input.getName(),
                String.join(
                    "x",
                    dimensions.stream()
                        .map(text -> text.matches("\\d+") ? text : "NUMBER")
                        .toList())));
  }

  private void visit(NodeProto node) {
    Call call = new Call(node, file.opset(), infos, constants);
    for (String name : node.getInputList()) {
      if (!name.isEmpty() && !infos.containsKey(name)) {
        throw new GraphException(
            GraphException.Reason.NOT_ONNX,
            "%s: %s: nothing before it makes its input %s"
                .formatted(file.name(), Call.describe(node), name));
      }
    }
    if (node.getOpType().equals("Constant")) {
      constant(node);
      return;
    }
    List<TensorInfo> outputs = outputs(call);
    outputs.forEach(output -> infos.put(output.name(), output));
    Optional<Constant> value = ConstantFolding.apply(call, outputs.get(0).named(node.getOutput(0)));
    value.ifPresent(constant -> constants.put(node.getOutput(0), constant));
    boolean random =
        node.getOpType().startsWith("Random")
            || node.getOpType().equals("Bernoulli")
            || node.getOpType().equals("Multinomial");
    boolean still =
        !random
            && node.getInputList().stream()
                .allMatch(name -> name.isEmpty() || fixed.contains(name));
    if (still || value.isPresent()) {
      fixed.addAll(node.getOutputList());
    }
  }

  private List<TensorInfo> outputs(Call call) {
    try {
      Optional<List<TensorInfo>> known =
          call.node().getDomain().isEmpty() || call.node().getDomain().equals("ai.onnx")
              ? ShapeRules.apply(call)
              : Optional.empty();
      if (known.isPresent()) {
        return known.get();
      }
    } catch (GraphException e) {
      throw new GraphException(e.reason(), file.name() + ": " + e.getMessage(), e);
    } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
      throw new GraphException(
          GraphException.Reason.NOT_ONNX,
          "%s: %s: its inputs' shapes do not fit: %s"
              .formatted(file.name(), Call.describe(call.node()), e.getMessage()),
          e);
    }
    List<TensorInfo> outputs = new ArrayList<>();
    for (String name : call.node().getOutputList()) {
      TensorInfo info = declared.get(name);
      if (info == null && !name.isEmpty()) {
        throw new GraphException(
            GraphException.Reason.UNSUPPORTED,
            "%s: %s: the shape of its output %s cannot be told: the operator is not known and the file does not say\nMaybe run ONNX's shape inference over the model and save what it finds (value_info)."
                .formatted(file.name(), Call.describe(call.node()), name));
      }
      if (info != null) {
        outputs.add(info);
      }
    }
    return outputs;
  }

  private void constant(NodeProto node) {
    String name = node.getOutput(0);
    for (AttributeProto attribute : node.getAttributeList()) {
      switch (attribute.getName()) {
        case "value" -> weights(name, attribute.getT());
        case "value_float" ->
            known(
                Constant.of(name, ElementType.FLOAT32, List.of(), new double[] {attribute.getF()}));
        case "value_int" ->
            known(Constant.of(name, ElementType.INT64, List.of(), new double[] {attribute.getI()}));
        case "value_ints" -> known(Constant.vector(name, attribute.getIntsList()));
        case "value_floats" ->
            known(
                Constant.of(
                    name,
                    ElementType.FLOAT32,
                    List.of((long) attribute.getFloatsCount()),
                    attribute.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray()));
        default ->
            throw new GraphException(
                GraphException.Reason.UNSUPPORTED,
                "%s: %s: constants of the kind %s are not supported"
                    .formatted(file.name(), Call.describe(node), attribute.getName()));
      }
    }
  }

  private void known(Constant value) {
    infos.put(value.info().name(), value.info());
    constants.put(value.info().name(), value);
    fixed.add(value.info().name());
  }
}
