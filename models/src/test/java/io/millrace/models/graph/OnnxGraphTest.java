package io.millrace.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.models.build.Architecture;
import io.millrace.models.graph.GraphException.Reason;
import io.millrace.models.onnx.Onnx.AttributeProto;
import io.millrace.models.onnx.Onnx.GraphProto;
import io.millrace.models.onnx.Onnx.ModelProto;
import io.millrace.models.onnx.Onnx.NodeProto;
import io.millrace.models.onnx.Onnx.OperatorSetIdProto;
import io.millrace.models.onnx.Onnx.StringStringEntryProto;
import io.millrace.models.onnx.Onnx.TensorProto;
import io.millrace.models.onnx.Onnx.TensorShapeProto;
import io.millrace.models.onnx.Onnx.ValueInfoProto;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that can, and cannot, be read and cut. */
class OnnxGraphTest {
  @TempDir Path directory;

  @Test
  void shouldRefuseAFileThatIsNotOnnx() throws IOException {
    Path file = directory.resolve("photo.onnx");
    Files.writeString(file, "This is no model at all.");

    assertThatThrownBy(() -> OnnxGraph.read(file))
        .isInstanceOfSatisfying(
            GraphException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ONNX))
        .hasMessageContaining("photo.onnx")
        .hasMessageContaining("Maybe");
  }

  @Test
  void shouldRefuseATruncatedModel() throws IOException {
    Path file = directory.resolve("half.onnx");
    Architecture.SQUEEZENET.save(1, 1, file);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> OnnxGraph.read(file))
        .isInstanceOfSatisfying(
            GraphException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ONNX));
  }

  @Test
  void shouldRefuseControlFlowAndNameTheNode() {
    NodeProto branch =
        node("If", "y", "x").toBuilder()
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setG(GraphProto.getDefaultInstance()))
            .build();

    assertThatThrownBy(() -> OnnxGraph.of("m", model(List.of(branch), "y")))
        .isInstanceOfSatisfying(
            GraphException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONTROL_FLOW))
        .hasMessageContaining("m: node n-y (If)");
  }

  @Test
  void shouldSayHowToGiveAShapeThatTheFileLeavesOpen() throws IOException {
    Path file = open();

    assertThatThrownBy(() -> OnnxGraph.read(file))
        .isInstanceOfSatisfying(
            GraphException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DYNAMIC_SHAPE))
        .hasMessageContaining("[1, 3, height, 8]")
        .hasMessageContaining("--shape x=1x3xNUMBERx8");
  }

  @Test
  void shouldTakeTheGivenShape() throws IOException {
    OnnxGraph graph = OnnxGraph.read(open(), Map.of("x", List.of(1L, 3L, 4L, 8L)));

    assertThat(graph.outputs().get(0).shape()).containsExactly(1L, 3L, 4L, 8L);
  }

  private Path open() throws IOException {
    ModelProto model = model(List.of(node("Relu", "y", "x")), "y");
    ModelProto.Builder open = model.toBuilder();
    open.getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .setDim(2, TensorShapeProto.Dimension.newBuilder().setDimParam("height"));
    Path file = directory.resolve("open.onnx");
    Files.write(file, open.build().toByteArray());
    return file;
  }

  @Test
  void shouldSayThatAGraphHasNoSingleTensorAnywhere() {
    // Both branches read the input, and only the last operator joins them.
    OnnxGraph graph =
        OnnxGraph.of(
            "fork",
            model(
                List.of(
                    node("Relu", "a", "x"), node("Sigmoid", "b", "x"), node("Add", "y", "a", "b")),
                "y"));

    assertThat(graph.cuts()).isEmpty();
    assertThatThrownBy(graph::requireCuts)
        .isInstanceOfSatisfying(
            GraphException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_CUT))
        .hasMessageContaining("fork")
        .hasMessageContaining("one stage");
  }

  @Test
  void shouldNotCutWhereAnOutputIsReadyBeforeTheEnd() {
    ModelProto model = model(List.of(node("Relu", "a", "x"), node("Sigmoid", "y", "a")), "y");
    ModelProto twice =
        model.toBuilder()
            .setGraph(model.getGraph().toBuilder().addOutput(value("a", 1, 3, 8, 8)))
            .build();

    assertThat(OnnxGraph.of("m", model).cuts()).hasSize(1);
    assertThat(OnnxGraph.of("m", twice).cuts()).isEmpty();
  }

  @Test
  void shouldNeitherCountNorCutWhatLeadsNowhere() {
    OnnxGraph graph =
        OnnxGraph.of(
            "m",
            model(
                List.of(
                    node("Relu", "a", "x"), node("Exp", "unused", "x"), node("Sigmoid", "y", "a")),
                "y"));

    assertThat(graph.layers(Granularity.OPERATOR).layers()).hasSize(2);
    assertThat(graph.cuts()).extracting(cut -> cut.tensor().name()).containsExactly("a");
  }

  @Test
  void shouldNameTheOperatorWhoseShapeItCannotTell() {
    assertThatThrownBy(
            () ->
                OnnxGraph.of(
                    "m", model(List.of(node("Wobble", "a", "x"), node("Relu", "y", "a")), "y")))
        .isInstanceOfSatisfying(
            GraphException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
        .hasMessageContaining("node n-a (Wobble)");
  }

  @Test
  void shouldNameTheCutsThatThereAre() {
    OnnxGraph graph = Architecture.ALEXNET.graph(1);

    assertThat(graph.cut("features.2").tensor().shape()).containsExactly(1L, 64L, 27L, 27L);
    assertThat(graph.cut("classifier").tensor().name()).isEqualTo("classifier.5/Relu:0");
    assertThatThrownBy(() -> graph.cut("features.99"))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("features.99")
        .hasMessageContaining("there are 21");
  }

  @Test
  void shouldReadCostAndSplitAModelWithThreeGigabytesBesideIt() throws IOException {
    // Given: a table of 3 GB (a hole on disk) that only the second half of the graph reads
    Path file = huge(3L << 30);
    try (RandomAccessFile data = new RandomAccessFile(directory.resolve("w.bin").toFile(), "rw")) {
      data.setLength(3L << 30);
    }

    // When
    OnnxGraph graph = OnnxGraph.read(file);
    LayerTable table = graph.layers(Granularity.OPERATOR);

    // Then
    assertThat(table.weightBytes()).isEqualTo(3L << 30);
    assertThat(graph.cuts()).hasSize(1);
  }

  @Test
  void shouldSayWhichFileOfALargeModelIsMissingOrTooShort() throws IOException {
    Path file = huge(3L << 30);
    assertThatThrownBy(() -> OnnxGraph.read(file))
        .isInstanceOfSatisfying(
            GraphException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXTERNAL_DATA))
        .hasMessageContaining("weights w: there is no")
        .hasMessageContaining("w.bin");

    Files.write(directory.resolve("w.bin"), new byte[100]);
    assertThatThrownBy(() -> OnnxGraph.read(file))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("bytes 0 to 3221225472")
        .hasMessageContaining("it has 100");
  }

  @Test
  void shouldNotReadWeightsOutsideTheModelsDirectory() throws IOException {
    Path file = huge(16, "../w.bin");

    assertThatThrownBy(() -> OnnxGraph.read(file))
        .isInstanceOfSatisfying(
            GraphException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXTERNAL_DATA))
        .hasMessageContaining("../w.bin");
  }

  @Test
  void shouldWriteTheSameBytesForTheSameSeed() {
    Path one = directory.resolve("one.onnx");
    Path two = directory.resolve("two.onnx");

    assertThat(Architecture.SQUEEZENET.save(5, 1, one).sha256())
        .isEqualTo(Architecture.SQUEEZENET.save(5, 1, two).sha256())
        .isNotEqualTo(Architecture.SQUEEZENET.save(6, 1, two).sha256());
    assertThat(directory.resolve("one.onnx.sha256")).exists();
  }

  @Test
  void shouldRefuseToSaveShapesWithoutWeights() {
    OnnxGraph graph = Architecture.ALEXNET.graph(1);

    assertThatThrownBy(() -> graph.split(List.of(graph.cuts().get(0)), directory, "piece"))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("no values");
  }

  /** {@code y = relu(x) + w}, where w is beside the model and broadcasts over a huge batch. */
  private Path huge(long bytes) throws IOException {
    return huge(bytes, "w.bin");
  }

  private Path huge(long bytes, String location) throws IOException {
    TensorProto weights =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(bytes / 4)
            .addDims(1)
            .addDims(1)
            .addDims(1)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue(location))
            .build();
    ModelProto model = model(List.of(node("Relu", "a", "x"), node("Add", "y", "a", "w")), "y");
    Path file = directory.resolve("huge.onnx");
    Files.write(
        file,
        model.toBuilder()
            .setGraph(model.getGraph().toBuilder().addInitializer(weights))
            .build()
            .toByteArray());
    return file;
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setName("n-" + output)
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static ValueInfoProto value(String name, long... shape) {
    return Extraction.value(
        new TensorInfo(name, ElementType.FLOAT32, java.util.Arrays.stream(shape).boxed().toList()));
  }

  private static ModelProto model(List<NodeProto> nodes, String output) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(
            GraphProto.newBuilder()
                .addAllNode(nodes)
                .addInput(value("x", 1, 3, 8, 8))
                .addOutput(value(output, 1, 3, 8, 8)))
        .build();
  }
}
