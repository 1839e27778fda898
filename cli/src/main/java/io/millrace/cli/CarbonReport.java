package io.millrace.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.carbon.CarbonStatus;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;

/**
 * A zone's carbon intensity as {@code millrace carbon} prints it.
 *
 * @param level which value it is: a feed's, the last known or the configured constant
 * @param reason why it is not the first feed's; empty when it is
 */
record CarbonReport(
    @JsonProperty("zone") String zone,
    @JsonProperty("grams_per_kwh") double gramsPerKwh,
    @JsonProperty("kind") String kind,
    @JsonProperty("scope") String scope,
    @JsonProperty("origin") String origin,
    @JsonProperty("source") String source,
    @JsonProperty("level") String level,
    @JsonProperty("as_of") Instant asOf,
    @JsonProperty("age_seconds") long ageSeconds,
    @JsonProperty("stale") boolean stale,
    @JsonProperty("reason") String reason) {

  static CarbonReport of(CarbonStatus status) {
    return new CarbonReport(
        status.zone().value(),
        status.intensity().gramsPerKwh(),
        status.intensity().type().kind().toString(),
        status.intensity().type().scope().toString(),
        status.origin().toString(),
        status.source(),
        status.level().toString(),
        status.asOf(),
        status.age().toSeconds(),
        status.stale(),
        status.reason());
  }

  void print(PrintWriter out) {
    line(out, "zone", zone);
    line(out, "intensity", String.format(Locale.ROOT, "%.1f gCO₂e/kWh", gramsPerKwh));
    line(out, "what", kind + ", " + scope + ", " + origin);
    line(out, "source", source + " (" + level + ")");
    line(out, "as of", asOf + ", " + ageSeconds / 60 + " min ago" + (stale ? ", stale" : ""));
    if (!reason.isEmpty()) {
      line(out, "because", reason);
    }
  }

  static void line(PrintWriter out, String what, Object value) {
    out.printf("%-12s %s%n", what, value);
  }
}
