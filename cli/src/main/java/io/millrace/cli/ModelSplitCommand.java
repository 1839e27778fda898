package io.millrace.cli;

import io.millrace.models.graph.Cut;
import io.millrace.models.graph.OnnxGraph;
import io.millrace.models.graph.SubModel;
import io.millrace.topics.codec.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Saves the pieces of a model. */
@Command(
    name = "split",
    mixinStandardHelpOptions = true,
    description = "Save the pieces of a model as models of their own, with checksums.",
    footer = {
      "",
      "Example:",
      "  millrace models split mobilenetv2.onnx --at features.6,30 --out pieces",
      ""
    })
final class ModelSplitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private GraphOptions options = new GraphOptions();

  @Option(
      names = "--at",
      required = true,
      split = ",",
      paramLabel = "CUT",
      description =
          "Where: a cut's number or tensor (millrace models cuts), or the layer before it; several with commas.")
  private List<String> at = List.of();

  @Option(names = "--out", paramLabel = "DIR", description = "Where to (default: here).")
  private Path out = Path.of("");

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    OnnxGraph graph = options.graph();
    List<Cut> cuts = at.stream().map(graph::cut).toList();
    List<SubModel> pieces = graph.split(cuts, out, options.stem());
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      writer.println(Json.pretty(pieces));
    } else {
      for (SubModel piece : pieces) {
        writer.printf(
            "%s  %d operators, %s -> %s, %d bytes, sha256 %s%n",
            piece.saved().file(),
            piece.operators(),
            piece.inputs(),
            piece.outputs(),
            piece.saved().bytes(),
            piece.saved().sha256());
      }
    }
    writer.flush();
    return 0;
  }
}
