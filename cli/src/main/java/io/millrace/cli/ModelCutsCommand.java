package io.millrace.cli;

import io.millrace.models.graph.Counting;
import io.millrace.models.graph.Cut;
import io.millrace.models.graph.Granularity;
import io.millrace.models.graph.Layer;
import io.millrace.models.graph.LayerTable;
import io.millrace.models.graph.OnnxGraph;
import io.millrace.topics.codec.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints where a model can be cut. */
@Command(
    name = "cuts",
    mixinStandardHelpOptions = true,
    description = "Print where a model can be cut with a single tensor between the pieces.",
    footer = {"", "Example:", "  millrace models cuts mobilenetv2", ""})
final class ModelCutsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private GraphOptions options = new GraphOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    OnnxGraph graph = options.graph();
    if (json) {
      out.println(Json.pretty(graph.requireCuts()));
      out.flush();
      return 0;
    }
    LayerTable table = graph.layers(Granularity.OPERATOR);
    double total = Math.max(1, table.macs(Counting.PTFLOPS));
    out.printf(
        "%4s %-44s %-18s %12s %10s %s%n",
        "cut", "tensor", "shape", "bytes", "MACs before", "results");
    long before = 0;
    int operator = 0;
    for (Cut cut : graph.requireCuts()) {
      for (Layer layer : table.layers().subList(operator, cut.operators())) {
        before += layer.macs(Counting.PTFLOPS);
      }
      operator = cut.operators();
      out.printf(
          "%4d %-44s %-18s %12d %10.1f%% %s%n",
          cut.index(),
          cut.tensor().name(),
          cut.tensor().shapeText(),
          cut.tensor().bytes(),
          100 * before / total,
          cut.folds() ? "differ in the last bits" : "equal");
    }
    out.flush();
    return 0;
  }
}
