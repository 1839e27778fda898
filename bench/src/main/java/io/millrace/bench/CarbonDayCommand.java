package io.millrace.bench;

import io.millrace.bench.carbon.CarbonDay;
import io.millrace.bench.carbon.CarbonDayFigures;
import io.millrace.planner.carbon.Scope;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
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

/** Prints what planning for carbon saves over recorded days. */
@Command(
    name = "carbon-day",
    mixinStandardHelpOptions = true,
    description = {
      "Replay recorded days of the grid to the live planner and let the simulator deliver every frame:",
      "grams of CO2 equivalent of plans for carbon, for energy and for throughput at the same frame rate."
    },
    footer = {
      "",
      "Built-in clusters: twins (the same devices in both zones), crossed (the efficient ones in the dirtier zone).",
      "",
      "Example:",
      "  millrace bench carbon-day --csv US-CAL-CISO=ciso.csv --csv US-MIDW-MISO=miso.csv --figures plots",
      ""
    })
final class CarbonDayCommand implements Callable<Integer> {

  @Option(
      names = "--csv",
      paramLabel = "ZONE=FILE",
      description =
          "The recording of a zone: hourly carbon intensities as Electricity Maps offers them for download.")
  private Map<String, Path> csv = new LinkedHashMap<>();

  @Option(
      names = "--day",
      paramLabel = "DATE",
      split = ",",
      defaultValue = "2022-01-15,2022-04-15,2022-07-15,2022-10-15",
      description = "Days, in UTC (default: ${DEFAULT-VALUE}).")
  private List<String> days = List.of();

  @Option(
      names = "--cluster",
      paramLabel = "NAME|FILE",
      split = ",",
      defaultValue = "twins,crossed",
      description =
          "Built-in clusters, or problem files whose devices have power and zone (default: ${DEFAULT-VALUE}).")
  private List<String> clusters = List.of();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      defaultValue = "life-cycle",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Scope scope = Scope.LIFE_CYCLE;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      defaultValue = "3600",
      description =
          "Recorded seconds in one second of the planner's clock, which is stepped and waits for nobody (default: ${DEFAULT-VALUE}).")
  private double speed;

  @Option(
      names = "--headroom",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "Share of a processor's time that plans leave free, so that all of them deliver the asked rate (default: ${DEFAULT-VALUE}).")
  private double headroom;

  @Option(
      names = "--routing",
      paramLabel = "NAME",
      defaultValue = "least-finish",
      description = "Routing strategy that delivers the frames (default: ${DEFAULT-VALUE}).")
  private String routing = "";

  @Option(
      names = "--figures",
      paramLabel = "DIR",
      description = "Draw emissions and intensities by hour there, as PNG and SVG.")
  private @Nullable Path figures;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<LocalDate> dates = days.stream().map(CarbonDayCommand::date).toList();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String cluster : clusters) {
      CarbonDay days =
          new CarbonDay(cluster, csv, scope, speed, headroom, routing, System::nanoTime);
      CarbonDay.Study study = days.run(dates);
      print(cluster, days.framesPerSecond(), study, out);
      study.rows().forEach(row -> rows.add(row(cluster, row)));
      if (figures != null) {
        String name = cluster.replaceAll(".*/|\\.ya?ml$", "");
        new CarbonDayFigures(name, scope.toString())
            .write(study, figures)
            .forEach(file -> out.println("  " + file));
      }
    }
    out.flush();
    if (json != null) {
      new BenchReport("carbon-day", null, rows, Machine.here()).write(json);
    }
    return 0;
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "--day: '%s' is no date; write one like 2022-07-15".formatted(text), e);
    }
  }

  private void print(String cluster, double rate, CarbonDay.Study study, PrintWriter out) {
    out.printf(
        Locale.ROOT, "%n  %s, %.3g frames/s, average %s intensities%n%n", cluster, rate, scope);
    out.printf(
        "  %-11s %-11s %9s %11s %10s %9s %10s %9s %7s %9s %8s %5s%n",
        "day",
        "plans for",
        "g CO2e",
        "of through-",
        "always on",
        "Wh",
        "frames",
        "delivered",
        "latency",
        "g / 1000",
        "changes",
        "kept");
    out.printf("  %-11s %-11s %9s %11s %10s%n", "", "", "", "put's", "g CO2e");
    for (CarbonDay.Grid day : study.days()) {
      List<CarbonDay.Row> rows = study.of(day.day());
      double most = rows.get(rows.size() - 1).grams();
      for (CarbonDay.Row row : rows) {
        line(row, most, out);
      }
      out.printf(
          Locale.ROOT,
          "  %-11s %-11s %9.1f %10.1f%%   (any plans, changed every hour for free)%n",
          day.day(),
          "bound",
          day.leastGrams(),
          100 * day.leastGrams() / most);
    }
    out.printf(
        Locale.ROOT,
        "%n  Starting instances elsewhere adds at most %.2g %% to a day.%n",
        100 * study.rows().stream().mapToDouble(r -> r.changeGrams() / r.grams()).max().orElse(0));
  }

  private static void line(CarbonDay.Row row, double most, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %-11s %-11s %9.1f %10.1f%% %10.1f %9.1f %10d %8.3f%% %5.2f s %9.4f %8d %5d%n",
        row.day(),
        row.objective().label(),
        row.grams(),
        100 * row.grams() / most,
        row.gramsAlwaysOn(),
        row.wattHours(),
        row.results(),
        100 * row.delivered(),
        row.latencySeconds(),
        row.gramsPerThousandFrames(),
        row.changes(),
        row.kept());
  }

  private static Map<String, Object> row(String cluster, CarbonDay.Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("cluster", cluster);
    values.put("day", row.day().toString());
    values.put("objective", row.objective().label());
    values.put("grams", row.grams());
    values.put("grams_per_1000_frames", row.gramsPerThousandFrames());
    values.put("grams_always_on", row.gramsAlwaysOn());
    values.put("watt_hours", row.wattHours());
    values.put("frames_in", row.framesIn());
    values.put("results", row.results());
    values.put("latency_mean_seconds", row.latencySeconds());
    values.put("changes", row.changes());
    values.put("kept", row.kept());
    values.put("change_grams_at_most", row.changeGrams());
    values.put("grams_by_hour", row.gramsByHour());
    return values;
  }
}
