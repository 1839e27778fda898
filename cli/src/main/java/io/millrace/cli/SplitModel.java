package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.models.build.Architecture;
import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelSource;
import io.millrace.models.catalog.Sha256;
import io.millrace.models.catalog.TaskKind;
import io.millrace.models.catalog.TensorSpec;
import io.millrace.models.graph.OnnxGraph;
import io.millrace.models.graph.TensorInfo;
import io.millrace.models.task.Task;
import io.millrace.models.task.Tasks;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model that a split pipeline may run: one of the catalogue, or an architecture with weights from
 * a seed, which classifies into classes without a name.
 *
 * @param id its name
 * @param file its ONNX file
 * @param graph what is in it
 * @param task what it is for
 */
record SplitModel(String id, Path file, OnnxGraph graph, Task task) {

  private static final long SEED = 1;

  /** Finds or builds a model. */
  static SplitModel of(String id, ModelOptions models, Path folder, PrintWriter err)
      throws Exception {
    ModelCatalog catalog = ModelOptions.catalog(MillraceConfig.builtIn("objects"));
    if (catalog.find(id).isPresent()) {
      ModelEntry entry = catalog.require(id);
      Path file = ModelOptions.file(models.store(catalog), entry, err);
      return new SplitModel(id, file, OnnxGraph.read(file), Tasks.create(entry));
    }
    if (Arrays.stream(Architecture.values()).noneMatch(known -> known.id().equals(id))) {
      throw new CommandException(
          "%s is neither a model of the catalogue (%s) nor an architecture (%s)"
              .formatted(
                  id,
                  String.join(", ", catalog.entries().stream().map(ModelEntry::id).toList()),
                  String.join(
                      ", ", Arrays.stream(Architecture.values()).map(Architecture::id).toList())));
    }
    Path file = folder.resolve(id + ".onnx");
    new Progress(err).during("building " + id, () -> Architecture.of(id).save(SEED, 1, file));
    OnnxGraph graph = OnnxGraph.read(file);
    return new SplitModel(id, file, graph, classification(id, file, graph));
  }

  private static Task classification(String id, Path file, OnnxGraph graph) {
    TensorInfo input = graph.inputs().get(0);
    TensorInfo output = graph.outputs().get(0);
    if (output.shape().size() != 2) {
      throw new CommandException(
          "%s gives %s, but only classifiers among the architectures can be run as a pipeline.\nMaybe mobilenetv2."
              .formatted(id, output.shapeText()));
    }
    int classes = Math.toIntExact(output.shape().get(1));
    int side = Math.toIntExact(input.shape().get(2));
    return Tasks.create(
        new ModelEntry(
            id,
            TaskKind.CLASSIFICATION,
            "weights from a seed",
            new ModelSource.LocalFile(file),
            Sha256.UNKNOWN,
            "none",
            tensor(input),
            tensor(output),
            Map.of(
                "labels",
                IntStream.range(0, classes).mapToObj(i -> "class " + i).toList(),
                "resize",
                side,
                "crop",
                side)));
  }

  private static TensorSpec tensor(TensorInfo info) {
    List<String> shape = info.shape().stream().map(String::valueOf).toList();
    return new TensorSpec(info.name(), shape, "");
  }
}
