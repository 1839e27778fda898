package io.millrace.models.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The values of operators that compute shapes: exporters write "half the input's height" as a dozen
 * of them. With the input's shape given they are numbers.
 */
final class ConstantFolding {

  private ConstantFolding() {}

  /** The value of the first output, where it can be told. */
  static Optional<Constant> apply(Call call, TensorInfo output) {
    if (call.operator().equals("Shape")) {
      return Optional.of(shape(call));
    }
    if (call.operator().equals("Size")) {
      return Optional.of(
          Constant.of(
              output.name(),
              ElementType.INT64,
              List.of(),
              new double[] {call.input(0).elements()}));
    }
    if (output.elements() > Constant.MAX_ELEMENTS
        || output.type() == ElementType.FLOAT16
        || output.type() == ElementType.BFLOAT16) {
      return Optional.empty();
    }
    List<Constant> inputs = new ArrayList<>();
    for (int i = 0; i < call.node().getInputCount(); i++) {
      Optional<Constant> input = call.constant(i);
      if (input.isEmpty()) {
        return Optional.empty();
      }
      inputs.add(input.get());
    }
    return values(call, inputs, output)
        .map(values -> new Constant(output, rounded(values, output.type())));
  }

  private static Constant shape(Call call) {
    List<Long> shape = call.shape(0);
    int rank = shape.size();
    int start = Call.axis(call.attributes().integer("start", 0), rank);
    int end = Call.axis(call.attributes().integer("end", rank), rank);
    return Constant.vector(call.output(0), shape.subList(Math.max(0, start), Math.min(rank, end)));
  }

  private static double[] rounded(double[] values, ElementType type) {
    if (type == ElementType.FLOAT64) {
      return values;
    }
    return Arrays.stream(values)
        .map(
            value ->
                type.floating() ? (float) value : value < 0 ? Math.ceil(value) : Math.floor(value))
        .toArray();
  }

  private static Optional<double[]> values(Call call, List<Constant> in, TensorInfo output) {
    return switch (call.operator()) {
      case "Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "Flatten" ->
          Optional.of(in.get(0).values());
      case "Floor" -> Optional.of(each(in.get(0), Math::floor));
      case "Ceil" -> Optional.of(each(in.get(0), Math::ceil));
      case "Neg" -> Optional.of(each(in.get(0), value -> -value));
      case "Sqrt" -> Optional.of(each(in.get(0), Math::sqrt));
      case "Add" -> pair(in, output, Double::sum);
      case "Sub" -> pair(in, output, (a, b) -> a - b);
      case "Mul" -> pair(in, output, (a, b) -> a * b);
      case "Div" -> pair(in, output, (a, b) -> a / b);
      case "Max" -> pair(in, output, Math::max);
      case "Min" -> pair(in, output, Math::min);
      case "Equal" -> pair(in, output, (a, b) -> a == b ? 1 : 0);
      case "Concat" ->
          in.stream().allMatch(input -> input.info().shape().size() == 1)
              ? Optional.of(
                  in.stream().flatMapToDouble(input -> Arrays.stream(input.values())).toArray())
              : Optional.empty();
      case "Gather" -> gather(in);
      case "Slice" -> slice(call, in.get(0));
      case "ConstantOfShape" -> Optional.of(filled(call, (int) output.elements()));
      case "Where" -> where(in, output);
      case "ReduceProd" ->
          output.elements() == 1
              ? Optional.of(
                  new double[] {Arrays.stream(in.get(0).values()).reduce(1, (a, b) -> a * b)})
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static double[] each(Constant input, DoubleUnaryOperator operator) {
    return Arrays.stream(input.values()).map(operator).toArray();
  }

  /** Element by element, a single element standing for all; other broadcasts are left alone. */
  private static Optional<double[]> pair(
      List<Constant> in, TensorInfo output, DoubleBinaryOperator operator) {
    int size = (int) output.elements();
    if (in.size() != 2 || in.stream().anyMatch(input -> !fits(input, size))) {
      return Optional.empty();
    }
    double[] result = new double[size];
    for (int i = 0; i < size; i++) {
      result[i] = operator.applyAsDouble(at(in.get(0), i), at(in.get(1), i));
    }
    return Optional.of(result);
  }

  private static Optional<double[]> where(List<Constant> in, TensorInfo output) {
    int size = (int) output.elements();
    if (in.stream().anyMatch(input -> !fits(input, size))) {
      return Optional.empty();
    }
    double[] result = new double[size];
    for (int i = 0; i < size; i++) {
      result[i] = at(in.get(at(in.get(0), i) != 0 ? 1 : 2), i);
    }
    return Optional.of(result);
  }

  private static boolean fits(Constant input, int size) {
    return input.values().length == size || input.values().length == 1;
  }

  private static double at(Constant input, int index) {
    return input.values()[input.values().length == 1 ? 0 : index];
  }

  private static Optional<double[]> gather(List<Constant> in) {
    double[] from = in.get(0).values();
    if (in.get(0).info().shape().size() != 1) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(in.get(1).longs())
            .mapToDouble(index -> from[Call.axis(index, from.length)])
            .toArray());
  }

  private static Optional<double[]> slice(Call call, Constant input) {
    List<Long> starts = call.integers("starts", 1).orElse(List.of());
    List<Long> ends = call.integers("ends", 2).orElse(List.of());
    List<Long> steps = call.hasInput(4) ? call.required(4, "steps").longList() : List.of(1L);
    int size = input.values().length;
    if (input.info().shape().size() != 1 || starts.size() != 1 || steps.get(0) < 1) {
      return Optional.empty();
    }
    long step = steps.get(0);
    int count = (int) ShapeRules.sliced(size, starts.get(0), ends.get(0), step);
    long from = starts.get(0) < 0 ? starts.get(0) + size : starts.get(0);
    double[] result = new double[count];
    for (int i = 0; i < count; i++) {
      result[i] = input.values()[(int) (Math.max(0, from) + i * step)];
    }
    return Optional.of(result);
  }

  private static double[] filled(Call call, int size) {
    double[] values = new double[size];
    call.attributes()
        .get("value")
        .ifPresent(
            value ->
                Arrays.fill(
                    values,
                    Constant.read(
                            value.getT(),
                            new TensorInfo(
                                "value",
                                ElementType.of(
                                    value.getT().getDataType(), Call.describe(call.node())),
                                List.of(1L)))
                        .values()[0]));
    return values;
  }
}
