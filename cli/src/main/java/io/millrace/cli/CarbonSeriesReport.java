package io.millrace.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.carbon.CarbonSeries;
import io.millrace.planner.carbon.CarbonSignal;
import io.millrace.planner.carbon.Gap;
import io.millrace.planner.carbon.GapFill;
import io.millrace.planner.carbon.SeriesMean;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/**
 * A recorded series in figures.
 *
 * @param signals values that it has
 * @param gaps times without a value, between the first and the last
 * @param missingSeconds how long these are together
 * @param mean over what is known, weighted by time; gaps count as nothing, not as zero
 */
record CarbonSeriesReport(
    @JsonProperty("zone") String zone,
    @JsonProperty("kind") String kind,
    @JsonProperty("scope") String scope,
    @JsonProperty("from") Instant from,
    @JsonProperty("to") Instant to,
    @JsonProperty("signals") int signals,
    @JsonProperty("gaps") int gaps,
    @JsonProperty("missing_seconds") long missingSeconds,
    @JsonProperty("mean_grams_per_kwh") double mean,
    @JsonProperty("lowest_grams_per_kwh") double lowest,
    @JsonProperty("lowest_at") Instant lowestAt,
    @JsonProperty("highest_grams_per_kwh") double highest,
    @JsonProperty("highest_at") Instant highestAt) {

  static CarbonSeriesReport of(CarbonSeries series) {
    SeriesMean mean = series.mean(series.start(), series.end(), GapFill.NONE).orElseThrow();
    Comparator<CarbonSignal> byIntensity =
        Comparator.comparingDouble(signal -> signal.intensity().gramsPerKwh());
    CarbonSignal lowest = series.signals().stream().min(byIntensity).orElseThrow();
    CarbonSignal highest = series.signals().stream().max(byIntensity).orElseThrow();
    return new CarbonSeriesReport(
        series.zone().value(),
        series.type().kind().toString(),
        series.type().scope().toString(),
        series.start(),
        series.end(),
        series.signals().size(),
        series.gaps().size(),
        series.gaps().stream().map(Gap::length).mapToLong(Duration::toSeconds).sum(),
        mean.intensity().gramsPerKwh(),
        lowest.intensity().gramsPerKwh(),
        lowest.time(),
        highest.intensity().gramsPerKwh(),
        highest.time());
  }

  void print(PrintWriter out) {
    CarbonReport.line(out, "zone", zone);
    CarbonReport.line(out, "what", kind + ", " + scope);
    CarbonReport.line(out, "from", from);
    CarbonReport.line(out, "to", to);
    CarbonReport.line(out, "signals", signals);
    CarbonReport.line(out, "gaps", gaps + ", together " + missingSeconds / 60 + " min");
    CarbonReport.line(out, "mean", grams(mean));
    CarbonReport.line(out, "lowest", grams(lowest) + " at " + lowestAt);
    CarbonReport.line(out, "highest", grams(highest) + " at " + highestAt);
  }

  private static String grams(double gramsPerKwh) {
    return String.format(Locale.ROOT, "%.1f gCO₂e/kWh", gramsPerKwh);
  }
}
