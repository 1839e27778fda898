package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.GraphProto;
import io.millrace.models.onnx.Onnx.ModelProto;
import io.millrace.models.onnx.Onnx.NodeProto;
import io.millrace.models.onnx.Onnx.StringStringEntryProto;
import io.millrace.models.onnx.Onnx.TensorProto;
import io.millrace.models.onnx.Onnx.TensorShapeProto;
import io.millrace.models.onnx.Onnx.TypeProto;
import io.millrace.models.onnx.Onnx.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes consecutive operators out of a graph and makes them a model: with the weights that they
 * read, by name; the constants that they need, however far back those were computed; the same
 * operator set. Shapes are those that the graph was analysed with.
 */
final class Extraction {
  /** The first file version in which weights need not be listed as inputs. */
  private static final long MIN_IR_VERSION = 4;

  private final Analysis graph;
  private final GraphProto.Builder piece = GraphProto.newBuilder();
  private final Set<String> present = new HashSet<>();

  private Extraction(Analysis graph) {
    this.graph = graph;
  }

  /**
   * Makes the model.
   *
   * @param part its place among {@code parts}, from 1, for the file's metadata
   */
  static ModelProto of(
      Analysis graph,
      int from,
      int to,
      List<TensorInfo> inputs,
      List<TensorInfo> outputs,
      int part,
      int parts) {
    Extraction extraction = new Extraction(graph);
    for (NodeProto node : graph.operators().subList(from, to)) {
      node.getInputList().forEach(extraction::need);
      extraction.piece.addNode(node);
    }
    outputs.forEach(output -> extraction.need(output.name()));
    inputs.forEach(input -> extraction.piece.addInput(value(input)));
    outputs.forEach(output -> extraction.piece.addOutput(value(output)));
    ModelProto whole = graph.file().model();
    extraction.piece.setName("%s-%d-of-%d".formatted(whole.getGraph().getName(), part, parts));
    return whole.toBuilder()
        .setIrVersion(Math.max(MIN_IR_VERSION, whole.getIrVersion()))
        .clearTrainingInfo()
        .setGraph(extraction.piece)
        .addMetadataProps(
            StringStringEntryProto.newBuilder()
                .setKey("millrace.part")
                .setValue("%d/%d".formatted(part, parts)))
        .build();
  }

  /** Sees to it that a constant tensor is in the piece; those that move come through the cut. */
  private void need(String tensor) {
    if (tensor.isEmpty() || graph.moves(tensor) || !present.add(tensor)) {
      return;
    }
    if (graph.isWeights(tensor)) {
      piece.addInitializer(graph.weights(tensor));
      return;
    }
    NodeProto maker = graph.maker(tensor);
    boolean literal = maker.getOpType().equals("Constant");
    TensorProto known = graph.constant(tensor).map(Constant::toProto).orElse(null);
    if (known != null && !literal) {
      piece.addInitializer(known);
      return;
    }
    maker.getInputList().forEach(this::need);
    present.addAll(maker.getOutputList());
    piece.addNode(maker);
  }

  static ValueInfoProto value(TensorInfo info) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    info.shape()
        .forEach(
            dimension ->
                shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension)));
    return ValueInfoProto.newBuilder()
        .setName(info.name())
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(info.type().code()).setShape(shape)))
        .build();
  }
}
