package io.millrace.models.graph;

import java.util.ArrayList;
import java.util.List;

/** The output shapes of operators that slide, pool and resize. Layout {@code [N, C, D1, D2, …]}. */
final class SpatialRules {

  private SpatialRules() {}

  static List<TensorInfo> convolution(Call call) {
    List<Long> weights = call.shape(1);
    List<Long> kernel = weights.subList(2, weights.size());
    return call.one(slide(call, kernel, weights.get(0)));
  }

  static List<TensorInfo> pool(Call call) {
    List<Long> shape =
        slide(call, call.attributes().integers("kernel_shape"), call.shape(0).get(1));
    List<TensorInfo> outputs = new ArrayList<>(call.one(shape));
    if (call.node().getOutputCount() > 1) {
      outputs.add(new TensorInfo(call.output(1), ElementType.INT64, shape));
    }
    return outputs;
  }

  static List<TensorInfo> globalPool(Call call) {
    List<Long> shape = new ArrayList<>(call.shape(0));
    for (int i = 2; i < shape.size(); i++) {
      shape.set(i, 1L);
    }
    return call.one(shape);
  }

  private static List<Long> slide(Call call, List<Long> kernel, long channels) {
    List<Long> in = call.shape(0);
    int dimensions = kernel.size();
    Attributes attributes = call.attributes();
    long[] strides = attributes.integers("strides", dimensions, 1);
    long[] dilations = attributes.integers("dilations", dimensions, 1);
    long[] pads = attributes.integers("pads", 2 * dimensions, 0);
    String auto = attributes.text("auto_pad", "NOTSET");
    boolean ceil = attributes.integer("ceil_mode", 0) != 0;
    List<Long> out = new ArrayList<>(List.of(in.get(0), channels));
    for (int i = 0; i < dimensions; i++) {
      long size = in.get(i + 2);
      if (auto.startsWith("SAME")) {
        out.add((size + strides[i] - 1) / strides[i]);
        continue;
      }
      long window = dilations[i] * (kernel.get(i) - 1) + 1;
      long before = auto.equals("VALID") ? 0 : pads[i];
      long after = auto.equals("VALID") ? 0 : pads[i + dimensions];
      long room = size + before + after - window;
      long steps = ceil ? -Math.floorDiv(-room, strides[i]) : Math.floorDiv(room, strides[i]);
      // A window that would begin in the padding behind the picture is left out.
      if (ceil && steps * strides[i] >= size + before) {
        steps--;
      }
      out.add(steps + 1);
    }
    return out;
  }

  static List<TensorInfo> transposedConvolution(Call call) {
    List<Long> in = call.shape(0);
    List<Long> weights = call.shape(1);
    int dimensions = in.size() - 2;
    Attributes attributes = call.attributes();
    long[] strides = attributes.integers("strides", dimensions, 1);
    long[] dilations = attributes.integers("dilations", dimensions, 1);
    long[] pads = attributes.integers("pads", 2 * dimensions, 0);
    long[] extra = attributes.integers("output_padding", dimensions, 0);
    List<Long> given = attributes.integers("output_shape");
    boolean same = attributes.text("auto_pad", "NOTSET").startsWith("SAME");
    List<Long> out =
        new ArrayList<>(List.of(in.get(0), weights.get(1) * attributes.integer("group", 1)));
    for (int i = 0; i < dimensions; i++) {
      long window = dilations[i] * (weights.get(i + 2) - 1) + 1;
      long full =
          strides[i] * (in.get(i + 2) - 1) + extra[i] + window - pads[i] - pads[i + dimensions];
      out.add(
          !given.isEmpty()
              ? given.get(given.size() - dimensions + i)
              : same ? in.get(i + 2) * strides[i] : full);
    }
    return call.one(out);
  }

  static List<TensorInfo> resize(Call call) {
    List<Long> in = call.shape(0);
    boolean sized = call.operator().equals("Resize") && call.hasInput(3);
    List<Long> axes = call.attributes().integers("axes");
    List<Long> out = new ArrayList<>(in);
    if (sized) {
      List<Long> sizes = call.required(3, "sizes").longList();
      for (int i = 0; i < sizes.size(); i++) {
        out.set(axes.isEmpty() ? i : Call.axis(axes.get(i), in.size()), sizes.get(i));
      }
      return call.one(out);
    }
    int place = call.operator().equals("Upsample") || call.opset() < 11 ? 1 : 2;
    double[] scales = call.required(place, "scales").values();
    for (int i = 0; i < scales.length; i++) {
      int axis = axes.isEmpty() ? i : Call.axis(axes.get(i), in.size());
      out.set(axis, (long) Math.floor(in.get(axis) * scales[i]));
    }
    return call.one(out);
  }

  static List<TensorInfo> depthToSpace(Call call) {
    List<Long> in = call.shape(0);
    long block = call.attributes().integer("blocksize", 1);
    return call.one(
        List.of(in.get(0), in.get(1) / (block * block), in.get(2) * block, in.get(3) * block));
  }

  static List<TensorInfo> spaceToDepth(Call call) {
    List<Long> in = call.shape(0);
    long block = call.attributes().integer("blocksize", 1);
    return call.one(
        List.of(in.get(0), in.get(1) * block * block, in.get(2) / block, in.get(3) / block));
  }
}
