package io.millrace.cli;

import io.millrace.planner.carbon.CarbonCsv;
import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonSeries;
import io.millrace.planner.carbon.CarbonSignal;
import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonStatus.Level;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Gap;
import io.millrace.planner.carbon.GapFill;
import io.millrace.planner.carbon.GapFill.Method;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Question;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SeriesValue;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.carbon.app.CarbonFeeds;
import io.millrace.planner.carbon.app.CarbonSection;
import io.millrace.planner.carbon.feed.CarbonWatch;
import io.millrace.topics.codec.DurationText;
import io.millrace.topics.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the carbon intensity of electricity, live and recorded. */
@Command(
    name = "carbon",
    mixinStandardHelpOptions = true,
    description = "Show the carbon intensity of electricity, live and recorded.",
    footer = {
      "",
      "Examples:",
      "  millrace carbon latest --provider uk-carbon-intensity --zone GB",
      "  millrace carbon show --csv US-CAL-CISO_2022_hourly.csv --zone US-CAL-CISO",
      ""
    })
final class CarbonCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "latest",
      mixinStandardHelpOptions = true,
      description = {
        "Ask for the intensity of now, and say which value that is.",
        "Exits with 1 when there is none and no fallback was given."
      },
      footer = {
        "",
        "Examples:",
        "  millrace carbon latest --provider electricity-maps --zone DE --zone FR",
        "  millrace carbon latest --provider watttime --user me --zone CAISO_NORTH --json",
        "  millrace carbon latest --provider uk-carbon-intensity --zone NW --name NW=3",
        "  millrace carbon latest --config millrace-carbon.yaml",
        ""
      })
  int latest(
      @Mixin CarbonOptions options,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    CarbonSection section = options.section();
    CarbonWatch watch =
        new CarbonFeeds(System.getenv(), section.clock(Clock.systemUTC()), System::nanoTime)
            .watch(section);
    watch.refresh();
    List<CarbonStatus> found = List.copyOf(watch.status().values());
    for (CarbonStatus status : found) {
      if (status.level() == Level.CONSTANT && !options.hasFallback()) {
        throw new CommandException(
            "There is no carbon intensity of %s: %s".formatted(status.zone(), status.reason()));
      }
    }
    List<CarbonReport> reports = found.stream().map(CarbonReport::of).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.pretty(reports));
    } else {
      for (int i = 0; i < reports.size(); i++) {
        out.print(i == 0 ? "" : System.lineSeparator());
        reports.get(i).print(out);
      }
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Describe a recorded series, or print its value at a time.",
        "Exits with 1 when it has no value at that time."
      },
      footer = {
        "",
        "Examples:",
        "  millrace carbon show --csv ciso.csv --zone US-CAL-CISO",
        "  millrace carbon show --csv ciso.csv --zone US-CAL-CISO --at 2022-01-05T10:30:00Z \\",
        "      --fill linear --longest-gap 3h",
        ""
      })
  int show(
      @Option(names = "--csv", paramLabel = "FILE", required = true, description = "The file.")
          Path csv,
      @Option(names = "--zone", paramLabel = "ZONE", required = true, description = "Its zone.")
          String zone,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              defaultValue = "life-cycle",
              description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
          Scope scope,
      @Option(
              names = "--at",
              paramLabel = "TIME",
              description = "A time such as 2022-01-05T10:30:00Z; without it, the whole series.")
          @Nullable String at,
      @Option(
              names = "--fill",
              paramLabel = "METHOD",
              defaultValue = "none",
              description = "How gaps are filled: none, hold or linear (default: none).")
          Method fill,
      @Option(
              names = "--longest-gap",
              paramLabel = "TIME",
              defaultValue = "3h",
              description = "Longer gaps are not filled (default: ${DEFAULT-VALUE}).")
          String longestGap,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    Question question =
        new Question(new CarbonZone(zone), zone, new SignalType(Kind.AVERAGE, scope));
    CarbonSeries series =
        CarbonSeries.of(CarbonCsv.parse(bytes(csv), question, csv.toString()).signals());
    PrintWriter out = spec.commandLine().getOut();
    if (at == null) {
      CarbonSeriesReport report = CarbonSeriesReport.of(series);
      if (json) {
        out.println(Json.pretty(report));
      } else {
        report.print(out);
      }
    } else {
      GapFill how =
          fill == Method.NONE ? GapFill.NONE : new GapFill(fill, DurationText.parse(longestGap));
      print(value(series, time(at), how), json, out);
    }
    out.flush();
    return 0;
  }

  /** A series' value at a time as a report; a filled one says so. */
  private static CarbonReport value(CarbonSeries series, Instant at, GapFill fill) {
    SeriesValue value = series.at(at, fill);
    if (value instanceof SeriesValue.Known known) {
      CarbonSignal signal = known.signal();
      return report(series, signal.intensity(), signal.origin().toString(), "recorded", at, "");
    }
    if (value instanceof SeriesValue.Filled filled) {
      String method = fill.method().name().toLowerCase(Locale.ROOT);
      return report(
          series,
          filled.intensity(),
          "filled (" + method + ")",
          "gap",
          at,
          "no value " + words(filled.gap()));
    }
    throw new CommandException(
        "%s has no value at %s: there is none %s.%nMaybe --fill linear, or a longer --longest-gap."
            .formatted(series.zone(), at, words(((SeriesValue.Missing) value).gap())));
  }

  private static CarbonReport report(
      CarbonSeries series,
      CarbonIntensity intensity,
      String origin,
      String level,
      Instant at,
      String reason) {
    return new CarbonReport(
        series.zone().value(),
        intensity.gramsPerKwh(),
        intensity.type().kind().toString(),
        intensity.type().scope().toString(),
        origin,
        CarbonCsv.SOURCE,
        level,
        series.lastUntil(at).map(CarbonSignal::time).orElse(at),
        series.lastUntil(at).map(s -> at.getEpochSecond() - s.time().getEpochSecond()).orElse(0L),
        false,
        reason);
  }

  private static void print(CarbonReport report, boolean json, PrintWriter out) {
    if (json) {
      out.println(Json.pretty(report));
    } else {
      report.print(out);
    }
  }

  private static String words(Gap gap) {
    if (gap.from().equals(Instant.MIN)) {
      return "before " + gap.to();
    }
    return gap.to().equals(Instant.MAX)
        ? "from " + gap.from() + " on"
        : "from " + gap.from() + " to " + gap.to();
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' is no time with an offset; write one like 2022-01-05T10:30:00Z".formatted(text), e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": no such file.", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
