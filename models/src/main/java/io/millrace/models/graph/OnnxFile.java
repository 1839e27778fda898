package io.millrace.models.graph;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.models.onnx.Onnx.AttributeProto;
import io.millrace.models.onnx.Onnx.ModelProto;
import io.millrace.models.onnx.Onnx.NodeProto;
import io.millrace.models.onnx.Onnx.OperatorSetIdProto;
import io.millrace.models.onnx.Onnx.TensorProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A model as its file has it.
 *
 * @param name how messages name it
 * @param directory where external data are looked for
 */
record OnnxFile(String name, Path directory, ModelProto model) {

  /** Checks that the graph can be looked at. */
  OnnxFile {
    if (model.getIrVersion() <= 0 || model.getGraph().getNodeCount() == 0) {
      throw new GraphException(
          GraphException.Reason.NOT_ONNX,
          "%s: not an ONNX model: it has no version or no graph\nMaybe it is another format; export it to ONNX."
              .formatted(name));
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      checkStraight(name, node);
    }
  }

  /** Reads a file. Weights in external files are looked for but not read. */
  static OnnxFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new GraphException(
          GraphException.Reason.FILE, "%s: there is no such file".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      ModelProto model = ModelProto.parseFrom(coded);
      return new OnnxFile(
          file.toString(), Objects.requireNonNull(file.toAbsolutePath().getParent()), model);
    } catch (InvalidProtocolBufferException e) {
      throw new GraphException(
          GraphException.Reason.NOT_ONNX,
          "%s: not an ONNX model, or a damaged one: %s\nMaybe fetch it again, or export it to ONNX."
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new GraphException(
          GraphException.Reason.FILE, "%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  private static void checkStraight(String name, NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG() || attribute.getGraphsCount() > 0) {
        throw new GraphException(
            GraphException.Reason.CONTROL_FLOW,
            "%s: %s: the graph has branches or loops; what runs is known only while it runs, so it can neither be costed nor cut\nMaybe export the model for inference with fixed shapes and fold its constants."
                .formatted(name, Call.describe(node)));
      }
    }
  }

  /** The version of ONNX's own operators. */
  long opset() {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(1);
  }

  /** A weight tensor's type and shape, its external data checked. */
  TensorInfo info(TensorProto tensor) {
    String where = "%s: weights %s".formatted(name, tensor.getName());
    List<Long> dims = tensor.getDimsList();
    TensorInfo info =
        new TensorInfo(tensor.getName(), ElementType.of(tensor.getDataType(), where), dims);
    if (ExternalData.used(tensor)) {
      ExternalData.of(tensor, info.bytes(), directory, name);
    }
    return info;
  }
}
