package io.millrace.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.layer.LayerChain;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.reproduce.BundleStudy;
import io.millrace.planner.reproduce.CarbonStudy;
import io.millrace.planner.reproduce.FrequencyStudy;
import io.millrace.planner.reproduce.LayerTables;
import io.millrace.planner.reproduce.NudifTable;
import io.millrace.planner.reproduce.PreloadStudy;
import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.reproduce.RandomInstances.Size;
import io.millrace.planner.reproduce.Reproduced;
import io.millrace.planner.solve.layer.LayerStrategy;
import io.millrace.topics.codec.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Works published figures out again. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    description = "Work published figures out again and print them beside ours.",
    footer = {
      "",
      "Examples:",
      "  millrace reproduce nudif --figures figures",
      "  millrace reproduce preload --figures figures",
      ""
    })
final class ReproduceCommand implements Runnable {

  /** Tables of the published instance have this many columns for a name. */
  private static final int NAME_WIDTH = 52;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** One figure as it is written; published and precision are missing where there is none. */
  private record Row(
      String name,
      @Nullable Double published,
      double ours,
      @Nullable Double precision,
      String unit,
      String note) {

    static Row of(Reproduced row) {
      return new Row(
          row.name(),
          row.hasPublished() ? row.published() : null,
          row.ours(),
          Double.isNaN(row.precision()) ? null : row.precision(),
          row.unit(),
          row.note());
    }
  }

  /** All of it as it is written. */
  private record Report(
      String source,
      String transfer,
      List<Row> published,
      List<Row> random,
      List<SizeRow> sizes,
      @JsonProperty("all_met") boolean allMet) {}

  /** Results of one number of devices as they are written. */
  private record SizeRow(
      int devices,
      int cases,
      int proven,
      List<Double> throughput,
      List<Double> improvement,
      List<Double> utilisation,
      @JsonProperty("latency_seconds") List<Double> latencySeconds,
      @JsonProperty("solver_seconds") double solverSeconds) {

    static SizeRow of(Size size) {
      return new SizeRow(
          size.devices(),
          size.cases(),
          size.proven(),
          list(size.throughput()),
          list(size.improvement()),
          list(size.utilisation()),
          list(size.latencySeconds()),
          size.solverSeconds());
    }

    private static List<Double> list(double[] values) {
      return java.util.Arrays.stream(values).boxed().toList();
    }
  }

  @Command(
      name = "nudif",
      mixinStandardHelpOptions = true,
      description = "NUDIF: its published instance, and random clusters by its distributions.",
      footer = {
        "",
        "Examples:",
        "  millrace reproduce nudif",
        "  millrace reproduce nudif --seeds 5 --devices 12 --figures figures --json nudif.json",
        "",
        "Exit codes: 0 every printed figure is met, 1 one is not, 2 the question makes no sense.",
        ""
      })
  int nudif(
      @Option(
              names = "--devices",
              paramLabel = "N",
              defaultValue = "24",
              description = "Most devices of the random clusters (default: ${DEFAULT-VALUE}).")
          int devices,
      @Option(
              names = "--seeds",
              paramLabel = "N",
              defaultValue = "20",
              description = "Random clusters of every size (default: ${DEFAULT-VALUE}).")
          int seeds,
      @Option(
              names = "--transfer",
              paramLabel = "NAME",
              defaultValue = "sum",
              description =
                  "How links are read in the random clusters: sum is as published (default: ${DEFAULT-VALUE}).")
          String transfer,
      @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
          @Nullable Path json,
      @Option(
              names = "--figures",
              paramLabel = "DIR",
              description = "Draw the figures 2 to 5 there, as PNG and SVG.")
          @Nullable Path figures)
      throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    TransferReading reading = TransferReading.named(transfer);
    RandomInstances random = new RandomInstances(RandomInstances.PUBLISHED.least(), devices, seeds);
    Progress progress = new Progress(spec.commandLine().getErr());
    NudifTable table = new NudifTable();
    List<Reproduced> published =
        progress.during("planning the published instance", () -> table.rows(System::nanoTime));
    out.println();
    out.println(
        "  The published instance: "
            + table.source().replaceFirst("^Instance: ", "").replaceFirst("\\. .*", ""));
    print(out, "published", published);
    List<Size> sizes =
        progress.during(
            "planning %d random clusters three ways"
                .formatted(seeds * (devices - random.least() + 1)),
            () -> random.sizes(reading, System::nanoTime));
    List<Reproduced> rows = RandomInstances.rows(sizes, reading);
    out.println(
        "  Random clusters by the published distributions, %d to %d devices, %d of each, transfer %s"
            .formatted(random.least(), devices, seeds, reading.label()));
    print(out, "published", rows);
    boolean allMet =
        published.stream().filter(Reproduced::hasPublished).allMatch(Reproduced::meets);
    if (figures != null) {
      new NudifFigures(sizes, reading.label())
          .write(figures)
          .forEach(file -> out.println("  wrote " + file));
    }
    if (json != null) {
      Report report =
          new Report(
              table.source(),
              reading.label(),
              published.stream().map(Row::of).toList(),
              rows.stream().map(Row::of).toList(),
              sizes.stream().map(SizeRow::of).toList(),
              allMet);
      PlanCommand.write(json, Json.pretty(report) + System.lineSeparator());
    }
    out.println(
        allMet ? "  every figure of the published instance is met" : "  NOT every figure is met");
    out.flush();
    return allMet ? 0 : Millrace.FAILED;
  }

  /** What is written of one of the layer strategies. */
  private record LayerReport(List<Row> rows, @JsonProperty("all_met") boolean allMet) {}

  @Command(
      name = "preload",
      mixinStandardHelpOptions = true,
      description =
          "Layers and weight preloading: table 6.2, and four configurations over bandwidth.",
      footer = {"", "Example:", "  millrace reproduce preload --figures figures", ""})
  int preload(@Mixin LayerOutput output) throws Exception {
    PreloadStudy study = new PreloadStudy(System::nanoTime);
    LayerTables tables = new LayerTables();
    List<Reproduced> rows = new ArrayList<>(study.rows());
    rows.addAll(0, tables.rows(System::nanoTime));
    return layers(
        tables.source(),
        rows,
        output,
        folder -> {
          List<Path> files = new ArrayList<>();
          LayerChain alexnet = tables.chain("alexnet");
          files.addAll(
              LayerFigures.bandwidth(
                  folder,
                  "preload",
                  "AlexNet, weights preloaded",
                  study.sweep(alexnet, LayerStrategy.PRELOAD)));
          files.addAll(
              LayerFigures.bandwidth(
                  folder,
                  "layers",
                  "AlexNet, nothing preloaded",
                  study.sweep(alexnet, LayerStrategy.LAYERS)));
          files.addAll(
              LayerFigures.bandwidth(
                  folder,
                  "exit",
                  "AlexNet with early exit",
                  study.sweep(study.alexnetWithExit(), LayerStrategy.PRELOAD)));
          return files;
        });
  }

  @Command(
      name = "bundles",
      mixinStandardHelpOptions = true,
      description = "Bundle profiles (DIME, JointDNN): counts, and a device that underestimates.",
      footer = {"", "Example:", "  millrace reproduce bundles", ""})
  int bundles(@Mixin LayerOutput output) throws Exception {
    return layers(
        "Profile counts: Viramontes and Davoodi, DIME, SMARTCOMP 2024; the example was worked out independently",
        new BundleStudy(System::nanoTime).rows(),
        output,
        folder -> List.of());
  }

  @Command(
      name = "frequency",
      mixinStandardHelpOptions = true,
      description = "Frequencies under bounds on latency, energy and privacy (FreDDI).",
      footer = {"", "Example:", "  millrace reproduce frequency --figures figures", ""})
  int frequency(@Mixin LayerOutput output) throws Exception {
    FrequencyStudy study = new FrequencyStudy(System::nanoTime);
    return layers(
        "Radios: Viramontes, dissertation, table 8.1; the example of chapter 8's model was worked out independently",
        study.rows(),
        output,
        folder -> LayerFigures.tradeOff(folder, study.tradeOff()));
  }

  @Command(
      name = "carbon",
      mixinStandardHelpOptions = true,
      description = "Carbon over a duration, per inference and at a rate (CADI).",
      footer = {"", "Example:", "  millrace reproduce carbon --figures figures", ""})
  int carbon(@Mixin LayerOutput output) throws Exception {
    CarbonStudy study = new CarbonStudy(System::nanoTime);
    return layers(
        "Examples of the model of Viramontes' dissertation, chapter 9, worked out independently",
        study.rows(),
        output,
        folder -> LayerFigures.day(folder, study.day()));
  }

  private int layers(
      String source, List<Reproduced> rows, LayerOutput output, Function<Path, List<Path>> draw) {
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    out.println("  " + source);
    print(out, "expected", rows);
    Path figures = output.figures();
    if (figures != null) {
      draw.apply(figures).forEach(file -> out.println("  wrote " + file));
    }
    boolean allMet =
        rows.stream().filter(row -> !Double.isNaN(row.precision())).allMatch(Reproduced::meets);
    Path json = output.json();
    if (json != null) {
      LayerReport report = new LayerReport(rows.stream().map(Row::of).toList(), allMet);
      PlanCommand.write(json, Json.pretty(report) + System.lineSeparator());
    }
    long apart = rows.stream().filter(row -> Double.isNaN(row.precision())).count();
    out.println(
        (allMet ? "  every figure is met" : "  NOT every figure is met")
            + (apart == 0 ? "" : ", but for %d that say why".formatted(apart)));
    out.flush();
    return allMet ? 0 : Millrace.FAILED;
  }

  private static void print(PrintWriter out, String beside, List<Reproduced> rows) {
    out.printf("  %-" + NAME_WIDTH + "s %11s %11s %-9s %s%n", "", beside, "ours", "unit", "");
    for (Reproduced row : rows) {
      out.printf(
          Locale.ROOT,
          "  %-" + NAME_WIDTH + "s %11s %11s %-9s %s%n",
          row.name(),
          row.hasPublished() ? number(row.published()) : "-",
          number(row.ours()),
          row.unit(),
          (Double.isNaN(row.precision()) ? "" : row.meets() ? "met. " : "NOT MET. ") + row.note());
    }
    out.println();
    out.flush();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value).replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
