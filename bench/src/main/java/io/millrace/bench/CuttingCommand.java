package io.millrace.bench;

import io.millrace.bench.planning.CuttingRun;
import io.millrace.planner.solve.layer.LayerMethod;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints how long it takes to cut a network over devices. */
@Command(
    name = "cutting",
    mixinStandardHelpOptions = true,
    description =
        "Measure the strategy frequency: time until the least energy within a latency bound is proven, "
            + "by layers, devices and frequencies. Takes some minutes.",
    footer = {"", "Example:", "  millrace bench cutting --json cutting.json", ""})
final class CuttingCommand implements Callable<Integer> {

  private record Size(int layers, int devices, int points, LayerMethod method) {}

  private static final List<Size> SIZES =
      List.of(
          new Size(35, 4, 6, LayerMethod.PATHS_FIRST),
          new Size(12, 3, 3, LayerMethod.PATHS_FIRST),
          new Size(12, 3, 3, LayerMethod.PROGRAM),
          new Size(35, 8, 6, LayerMethod.PATHS_FIRST),
          new Size(70, 4, 6, LayerMethod.PATHS_FIRST),
          new Size(70, 8, 6, LayerMethod.PATHS_FIRST),
          new Size(150, 4, 6, LayerMethod.PATHS_FIRST));

  @Option(
      names = "--seeds",
      defaultValue = "11",
      description = "Random chains per size (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    CuttingRun run = new CuttingRun(System::nanoTime);
    run.warmUp();
    List<Map<String, Object>> rows = new ArrayList<>();
    out.printf(
        "%8s %8s %8s %-12s %8s %10s %10s%n",
        "layers", "devices", "points", "method", "proven", "median s", "worst s");
    for (Size size : SIZES) {
      CuttingRun.Size done =
          run.size(size.layers(), size.devices(), size.points(), size.method(), seeds);
      out.printf(
          "%8d %8d %8d %-12s %8s %10.3f %10.3f%n",
          done.layers(),
          done.devices(),
          done.points(),
          done.method().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
          done.proven() + "/" + seeds,
          done.median(),
          done.worst());
      out.flush();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("layers", done.layers());
      row.put("devices", done.devices());
      row.put("points", done.points());
      row.put("method", done.method());
      row.put("proven", done.proven());
      row.put("median_seconds", done.median());
      row.put("worst_seconds", done.worst());
      row.put("seconds", done.seconds());
      rows.add(row);
    }
    if (json != null) {
      new BenchReport("cutting", null, rows, Machine.here()).write(json);
    }
    return 0;
  }
}
