package io.millrace.bench;

import io.millrace.bench.planning.BundlesRun;
import io.millrace.models.build.Architecture;
import io.millrace.topics.codec.DurationText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what the rule on the number of bundles is worth. */
@Command(
    name = "bundles",
    mixinStandardHelpOptions = true,
    description =
        "Measure networks in bundles and cut them over two emulated devices, of which one underestimates short bundles, "
            + "at 20 bandwidths: the strategies bundles and jointdnn against every cut there is.",
    footer = {"", "Example:", "  millrace bench bundles --json bundles.json", ""})
final class BundlesCommand implements Callable<Integer> {

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "An architecture; can be repeated (default: alexnet and mobilenetv2).")
  private List<String> networks = new ArrayList<>();

  @Option(
      names = "--layers",
      defaultValue = "12",
      description = "Merge layers until so many are left, at most 14 (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--underestimate",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description =
          "How much less than measured the device says of the shortest bundles (default: ${DEFAULT-VALUE}).")
  private double underestimate;

  @Option(
      names = "--time",
      defaultValue = "300ms",
      description = "How long each bundle is measured (default: ${DEFAULT-VALUE}).")
  private String time = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (layers < 2 || layers > 14) {
      throw new IllegalArgumentException("--layers must be 2 to 14 (was " + layers + ")");
    }
    if (!(underestimate >= 0 && underestimate < 1)) {
      throw new IllegalArgumentException(
          "--underestimate must be 0 to below 1 (was " + underestimate + ")");
    }
    Duration each = DurationText.parse(time);
    List<BundlesRun.Result> results = new ArrayList<>();
    Folders.temporary(
        "millrace-bundles",
        folder -> {
          for (String name : networks.isEmpty() ? List.of("alexnet", "mobilenetv2") : networks) {
            err.printf("measuring the bundles of %s ...%n", name);
            err.flush();
            results.add(
                new BundlesRun(System::nanoTime, folder)
                    .run(Architecture.of(name), layers, underestimate, each));
          }
          return results;
        });
    List<Map<String, Object>> rows = new ArrayList<>();
    boolean equal = true;
    for (BundlesRun.Result result : results) {
      print(out, result);
      for (BundlesRun.Row row : result.rows()) {
        equal &= row.bundlesEqual();
        rows.add(row(result, row));
      }
    }
    if (json != null) {
      new BenchReport("bundles", null, rows, Machine.here()).write(json);
    }
    return equal ? 0 : 1;
  }

  private static void print(PrintWriter out, BundlesRun.Result result) {
    out.printf(
        Locale.ROOT,
        "%n%s: %d layers merged into %d; whole %.3f ms, single layers add up to %.3f ms%n",
        result.network(),
        result.units(),
        result.layers(),
        result.wholeSeconds() * 1000,
        result.singleSeconds() * 1000);
    out.printf(
        "%12s %11s %11s %11s %11s %11s %7s %7s%n",
        "bytes/s", "exhaustive", "bundles", "jointdnn", "b. true", "j. true", "loss", "pieces");
    for (BundlesRun.Row row : result.rows()) {
      out.printf(
          Locale.ROOT,
          "%12.0f %8.3f ms %8.3f ms %8.3f ms %8.3f ms %8.3f ms %6.1f%% %7d%n",
          row.bytesPerSecond(),
          row.exhaustive() * 1000,
          row.bundles() * 1000,
          row.jointdnn() * 1000,
          row.bundlesTrue() * 1000,
          row.jointdnnTrue() * 1000,
          row.loss() * 100,
          row.jointdnnPieces());
    }
    int n = result.rows().size();
    out.printf(
        Locale.ROOT,
        "bundles equals exhaustive at %d of %d bandwidths, jointdnn at %d; its cuts are worse at %d, by %.1f%% at most%n",
        result.rows().stream().filter(BundlesRun.Row::bundlesEqual).count(),
        n,
        result.rows().stream().filter(BundlesRun.Row::jointdnnEqual).count(),
        result.rows().stream().filter(row -> row.loss() > 1e-9).count(),
        result.rows().stream().mapToDouble(BundlesRun.Row::loss).max().orElse(0) * 100);
    out.flush();
  }

  private static Map<String, Object> row(BundlesRun.Result result, BundlesRun.Row row) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("network", result.network());
    map.put("bytes_per_second", row.bytesPerSecond());
    map.put("exhaustive_seconds", row.exhaustive());
    map.put("bundles_seconds", row.bundles());
    map.put("jointdnn_seconds", row.jointdnn());
    map.put("bundles_true_seconds", row.bundlesTrue());
    map.put("jointdnn_true_seconds", row.jointdnnTrue());
    map.put("loss", row.loss());
    map.put("jointdnn_pieces", row.jointdnnPieces());
    return map;
  }
}
