package io.millrace.bench;

import io.millrace.topics.record.DecisionSpec;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/** What a planner decided, and what came of an experiment, as lines for people. */
final class Decisions {

  private Decisions() {}

  /** One decision. */
  static void print(DecisionSpec decision, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %tT %s, plan %d: %s%s%n",
        decision.at().atZone(ZoneOffset.UTC),
        decision.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        decision.epoch(),
        decision.trigger(),
        decision.why().isEmpty() ? "" : " -> " + String.join("; ", decision.why()));
    out.flush();
  }

  /** One figure a line. */
  static void print(Map<String, Object> figures, PrintWriter out) {
    figures.forEach(
        (name, value) ->
            out.printf(
                Locale.ROOT,
                "  %-24s %s%n",
                name.replace('_', ' '),
                value instanceof Double number ? "%.3f".formatted(number) : value));
    out.flush();
  }
}
