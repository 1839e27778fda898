package io.millrace.cli;

import io.millrace.models.build.Architecture;
import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.graph.OnnxGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model's graph a command looks at. */
final class GraphOptions {
  @Parameters(
      paramLabel = "MODEL",
      description = "An ONNX file, a model of the catalogue, or an architecture (alexnet, …).")
  private String model = "";

  @Option(
      names = "--shape",
      paramLabel = "INPUT=1x3xHxW",
      description = "The shape of an input that the file leaves open. Can be repeated.")
  private Map<String, String> shapes = new HashMap<>();

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Mixin private ModelOptions models = new ModelOptions();

  /** The graph; an architecture's is without weights. */
  OnnxGraph graph() {
    Path file = Path.of(model);
    if (Files.exists(file) || model.endsWith(".onnx")) {
      return OnnxGraph.read(file, shapes());
    }
    ModelCatalog catalog = ModelOptions.catalog(config.read());
    List<String> ids = catalog.entries().stream().map(ModelEntry::id).toList();
    if (ids.contains(model)) {
      return OnnxGraph.read(models.store(catalog).path(catalog.require(model)), shapes());
    }
    if (Arrays.stream(Architecture.values()).anyMatch(known -> known.id().equals(model))) {
      return Architecture.of(model).graph(1);
    }
    throw new CommandException(
        "%s is neither a file, nor a model of the catalogue (%s), nor an architecture (%s)"
            .formatted(
                model,
                String.join(", ", ids),
                String.join(
                    ", ", Arrays.stream(Architecture.values()).map(Architecture::id).toList())));
  }

  /** What the model is called without its path and ending. */
  String stem() {
    return String.valueOf(Path.of(model).getFileName()).replaceFirst("\\.onnx$", "");
  }

  private Map<String, List<Long>> shapes() {
    Map<String, List<Long>> parsed = new HashMap<>();
    shapes.forEach((input, text) -> parsed.put(input, shape(input, text)));
    return parsed;
  }

  static List<Long> shape(String input, String text) {
    if (!text.matches("[1-9]\\d{0,8}(x[1-9]\\d{0,8})*")) {
      throw new IllegalArgumentException(
          "--shape %s: must be numbers with x between them (was %s)\nMaybe 1x3x224x224."
              .formatted(input, text));
    }
    return Arrays.stream(text.split("x")).map(Long::parseLong).toList();
  }
}
