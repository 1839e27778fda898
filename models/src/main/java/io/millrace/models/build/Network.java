package io.millrace.models.build;

import com.google.protobuf.ByteString;
import io.millrace.models.onnx.Onnx.AttributeProto;
import io.millrace.models.onnx.Onnx.GraphProto;
import io.millrace.models.onnx.Onnx.ModelProto;
import io.millrace.models.onnx.Onnx.NodeProto;
import io.millrace.models.onnx.Onnx.OperatorSetIdProto;
import io.millrace.models.onnx.Onnx.TensorProto;
import io.millrace.models.onnx.Onnx.TensorShapeProto;
import io.millrace.models.onnx.Onnx.TypeProto;
import io.millrace.models.onnx.Onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An ONNX graph in the making, float32, written module by module. A module's operators are named
 * {@code PATH/Operator}, so that readers find the modules again; functional operators carry their
 * parent's path. Without weights the graph has shapes only: enough to cost it.
 */
final class Network {
  private static final int OPSET = 17;
  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Optional<SeededWeights> weights;
  private final Set<String> names = new HashSet<>();

  Network(String name, Optional<SeededWeights> weights) {
    graph.setName(name);
    this.weights = weights;
  }

  /**
   * A tensor of the graph.
   *
   * @param channels the size of the dimension that the next layer works on
   */
  record Value(String name, int channels) {}

  /** How a window slides: sizes, steps and borders for height and width. */
  record Window(int height, int width, int stride, int padHeight, int padWidth, int dilation) {
    static Window of(int size, int stride, int pad) {
      return new Window(size, size, stride, pad, pad, 1);
    }

    static Window of(int height, int width, int padHeight, int padWidth) {
      return new Window(height, width, 1, padHeight, padWidth, 1);
    }
  }

  Value input(String name, long... shape) {
    graph.addInput(value(name, shape));
    return new Value(name, (int) shape[1]);
  }

  void output(Value value, long... shape) {
    NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
    if (!last.getOutput(0).equals(value.name())) {
      throw new IllegalStateException(value.name() + " is not what was made last");
    }
    graph.addOutput(value(value.name(), shape));
  }

  ModelProto model() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("millrace")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(graph)
        .build();
  }

  /** A convolution, its weights scaled so that activations keep their size. */
  Value conv(String path, Value in, int channels, Window window, int groups, boolean bias) {
    int perGroup = in.channels() / groups;
    double bound = Math.sqrt(6.0 / (perGroup * window.height() * window.width()));
    List<String> inputs =
        new ArrayList<>(
            List.of(
                in.name(),
                weights(
                    path + ".weight", bound, channels, perGroup, window.height(), window.width())));
    if (bias) {
      inputs.add(weights(path + ".bias", 0.05, channels));
    }
    return node(
        path,
        "Conv",
        channels,
        inputs,
        integers("kernel_shape", window.height(), window.width()),
        integers("strides", window.stride(), window.stride()),
        integers(
            "pads", window.padHeight(), window.padWidth(), window.padHeight(), window.padWidth()),
        integers("dilations", window.dilation(), window.dilation()),
        integer("group", groups));
  }

  Value conv(String path, Value in, int channels, int size, int stride, int pad) {
    return conv(path, in, channels, Window.of(size, stride, pad), 1, true);
  }

  /**
   * A normalisation by recorded statistics.
   *
   * @param gain the mean scale; small ones keep deep residual networks from growing
   */
  Value batchNorm(String path, Value in, double epsilon, double gain) {
    int channels = in.channels();
    return node(
        path,
        "BatchNormalization",
        channels,
        List.of(
            in.name(),
            tensor(path + ".weight", 0.8 * gain, 1.2 * gain, channels),
            tensor(path + ".bias", -0.1, 0.1, channels),
            tensor(path + ".running_mean", -0.1, 0.1, channels),
            tensor(path + ".running_var", 0.8, 1.2, channels)),
        real("epsilon", epsilon));
  }

  Value batchNorm(String path, Value in) {
    return batchNorm(path, in, 1e-5, 1);
  }

  /** An operator of one input and the same shape, a module of its own. */
  Value unary(String path, String operator, Value in, AttributeProto... attributes) {
    return node(path, operator, in.channels(), List.of(in.name()), attributes);
  }

  Value relu(String path, Value in) {
    return unary(path, "Relu", in);
  }

  Value relu6(String path, Value in) {
    return node(
        path,
        "Clip",
        in.channels(),
        List.of(in.name(), scalar(path + ".min", 0), scalar(path + ".max", 6)));
  }

  Value silu(String path, Value in) {
    Value gate = unary(path, "Sigmoid", in);
    return join(path, "Mul", in, gate);
  }

  /** The exact GELU, by the error function. */
  Value gelu(String path, Value in) {
    int channels = in.channels();
    Value scaled =
        node(path, "Div", channels, List.of(in.name(), scalar(path + ".root", Math.sqrt(2))));
    Value erf = unary(path, "Erf", scaled);
    Value one = node(path, "Add", channels, List.of(erf.name(), scalar(path + ".one", 1)));
    Value gated = join(path, "Mul", in, one);
    return node(path, "Mul", channels, List.of(gated.name(), scalar(path + ".half", 0.5)));
  }

  Value dropout(String path, Value in) {
    return unary(path, "Dropout", in);
  }

  Value maxPool(String path, Value in, int size, int stride, int pad, boolean ceil) {
    return unary(
        path,
        "MaxPool",
        in,
        integers("kernel_shape", size, size),
        integers("strides", stride, stride),
        integers("pads", pad, pad, pad, pad),
        integer("ceil_mode", ceil ? 1 : 0));
  }

  Value averagePool(String path, Value in, int size, int stride, int pad) {
    return unary(
        path,
        "AveragePool",
        in,
        integers("kernel_shape", size, size),
        integers("strides", stride, stride),
        integers("pads", pad, pad, pad, pad),
        integer("count_include_pad", 1));
  }

  Value globalPool(String path, Value in) {
    return unary(path, "GlobalAveragePool", in);
  }

  /** {@code in · weightᵀ + bias} on {@code [N, features]}. */
  Value linear(String path, Value in, int features) {
    double bound = Math.sqrt(3.0 / in.channels());
    return node(
        path,
        "Gemm",
        features,
        List.of(
            in.name(),
            weights(path + ".weight", bound, features, in.channels()),
            weights(path + ".bias", 0.05, features)),
        integer("transB", 1));
  }

  /** {@code in · weight + bias} on {@code [N, tokens, features]}. */
  Value tokensLinear(String path, String name, Value in, int features) {
    double bound = Math.sqrt(3.0 / in.channels());
    String prefix = path + "." + name;
    Value product =
        node(
            path,
            "MatMul",
            features,
            List.of(in.name(), weights(prefix + "weight", bound, in.channels(), features)));
    return node(
        path, "Add", features, List.of(product.name(), weights(prefix + "bias", 0.05, features)));
  }

  Value layerNorm(String path, Value in, double epsilon) {
    return node(
        path,
        "LayerNormalization",
        in.channels(),
        List.of(
            in.name(),
            tensor(path + ".weight", 0.8, 1.2, in.channels()),
            tensor(path + ".bias", -0.1, 0.1, in.channels())),
        integer("axis", -1),
        real("epsilon", epsilon));
  }

  /** Flattens all but the batch; {@code features} is what comes out. */
  Value flatten(String path, Value in, int features) {
    return node(path, "Flatten", features, List.of(in.name()), integer("axis", 1));
  }

  Value join(String path, String operator, Value a, Value b) {
    return node(path, operator, a.channels(), List.of(a.name(), b.name()));
  }

  Value concat(String path, int axis, int channels, List<Value> values) {
    return node(
        path, "Concat", channels, values.stream().map(Value::name).toList(), integer("axis", axis));
  }

  Value reshape(String path, Value in, int channels, long... shape) {
    String name = unique(path + ".shape");
    ByteBuffer raw = ByteBuffer.allocate(8 * shape.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(shape).forEach(raw::putLong);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(shape.length)
            .setRawData(ByteString.copyFrom(raw.array())));
    return node(path, "Reshape", channels, List.of(in.name(), name));
  }

  Value transpose(String path, Value in, int channels, long... order) {
    return node(path, "Transpose", channels, List.of(in.name()), integers("perm", order));
  }

  /** A trained tensor, even in ±{@code bound}. */
  String weights(String name, double bound, long... shape) {
    return tensor(name, -bound, bound, shape);
  }

  private String tensor(String name, double from, double to, long... shape) {
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
    Arrays.stream(shape).forEach(tensor::addDims);
    weights.ifPresent(seeded -> tensor.setRawData(seeded.uniform(name, count, from, to)));
    graph.addInitializer(tensor);
    return name;
  }

  String scalar(String name, double value) {
    String unique = unique(name);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(unique)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addFloatData((float) value));
    return unique;
  }

  /** A scalar that chooses one of many. */
  String index(String name, long value) {
    String unique = unique(name);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(unique)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addInt64Data(value));
    return unique;
  }

  Value node(
      String path,
      String operator,
      int channels,
      List<String> inputs,
      AttributeProto... attributes) {
    String name = unique(path.isEmpty() ? operator : path + "/" + operator);
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(name + ":0")
            .addAllAttribute(Arrays.asList(attributes)));
    return new Value(name + ":0", channels);
  }

  private String unique(String name) {
    String candidate = name;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }

  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    Arrays.stream(shape)
        .forEach(size -> dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(dims)))
        .build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto real(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }
}
