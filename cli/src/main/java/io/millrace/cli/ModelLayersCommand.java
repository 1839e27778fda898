package io.millrace.cli;

import io.millrace.models.graph.Counting;
import io.millrace.models.graph.Granularity;
import io.millrace.models.graph.Layer;
import io.millrace.models.graph.LayerTable;
import io.millrace.models.graph.TensorInfo;
import io.millrace.topics.codec.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a model's layers cost. */
@Command(
    name = "layers",
    mixinStandardHelpOptions = true,
    description = "Print what a model's layers cost.",
    footer = {
      "",
      "Examples:",
      "  millrace models layers alexnet",
      "  millrace models layers --by operator yolox_nano.onnx",
      ""
    })
final class ModelLayersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private GraphOptions options = new GraphOptions();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description = "What counts as a layer: module (the default) or operator.")
  private Granularity granularity = Granularity.MODULE;

  @Option(
      names = "--counting",
      paramLabel = "HOW",
      description =
          "plain: products of convolutions and matrices alone; ptflops (the default): with biases, activations, norms, pools.")
  private Counting counting = Counting.PTFLOPS;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LayerTable table = options.graph().layers(granularity);
    if (json) {
      out.println(Json.pretty(table));
      out.flush();
      return 0;
    }
    out.printf(
        "%5s %-36s %-14s %12s %15s %-16s %12s %s%n",
        "layer", "name", "kind", "parameters", "MACs", "output", "bytes", "cut");
    for (Layer layer : table.layers()) {
      out.printf(
          "%5d %-36s %-14s %12d %15d %-16s %12d %s%n",
          layer.index(),
          layer.name(),
          layer.kind(),
          layer.parameters(),
          layer.macs(counting),
          layer.outputs().stream().map(TensorInfo::shapeText).collect(Collectors.joining(" ")),
          layer.outputBytes(),
          layer.cutAfter() ? layer.cut() : "-");
    }
    out.printf(
        "%s: %d layers, %d parameters, %d MACs (%s), %d bytes of weights%n",
        table.model(),
        table.layers().size(),
        table.parameters(),
        table.macs(counting),
        counting,
        table.weightBytes());
    out.flush();
    return 0;
  }
}
