package io.millrace.planner.solve;

import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.score.Digits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What asked rates need beyond the devices there are, in numbers.
 *
 * <p>For every kind of device, the linear relaxation tells how many more of it, in parts, would
 * carry everything: no smaller number does.
 */
final class Missing {

  /** Kinds that are named, those first of which least are needed. */
  private static final int MOST_KINDS = 3;

  /** Kinds that are tried at most; of clusters whose devices are all different, the first. */
  private static final int MOST_TRIED = 24;

  private final SharedFacts facts;
  private final SharedSearch search;
  private final double[] asked;

  private record More(EqualDevices kind, double devices) {}

  Missing(SharedFacts facts, SharedSearch search, double[] asked) {
    this.facts = facts;
    this.search = search;
    this.asked = asked;
  }

  /**
   * One sentence each: what every pipeline lacks, then what would do.
   *
   * @param undecided whether it is not proven that the rates cannot be carried
   */
  List<String> sentences(SharedPlan.Parts parts, boolean undecided, double seconds) {
    List<String> all = new ArrayList<>();
    for (int p = 0; p < asked.length; p++) {
      PlannedPipeline pipeline = facts.pipelines().get(p);
      double rate = parts.score().rates().get(p);
      if (rate < asked[p] * (1 - 1e-6)) {
        all.add(
            text(
                "Pipeline '%s' gets %s of %s frames/s (%.1f %%).",
                pipeline.id(), Digits.of(rate), Digits.of(asked[p]), 100 * rate / asked[p]));
      }
    }
    List<More> more = more(Math.max(0.2, Math.min(5, seconds)));
    for (int i = 0; i < Math.min(MOST_KINDS, more.size()); i++) {
      all.add((i == 0 ? "It " : "Or it ") + sentence(more.get(i)));
    }
    if (more.isEmpty()) {
      all.add(network());
    }
    if (undecided) {
      all.add("Whether the devices could carry it was not decided in time.");
    }
    return all;
  }

  private List<More> more(double seconds) {
    List<More> all = new ArrayList<>();
    double[] rates = search.scaled(asked);
    int tried = Math.min(MOST_TRIED, facts.kinds.size());
    for (int g = 0; g < tried && (g < MOST_KINDS || !search.spent()); g++) {
      OptionalDouble needed = search.relaxed(new Aim.Growth(g, rates), seconds / tried);
      if (needed.isPresent()) {
        all.add(new More(facts.kinds.get(g), needed.getAsDouble()));
      }
    }
    all.sort(Comparator.comparingDouble(More::devices));
    return all;
  }

  private String sentence(More more) {
    String like = more.kind().device().id().value();
    return more.devices() < 0.05
        ? "needs a part of one more device like %s: what is left over does not add up to whole instances."
            .formatted(like)
        : text("needs %.1f more devices like %s.", Math.ceil(more.devices() * 10) / 10, like);
  }

  private String network() {
    double bytes = 0;
    for (int p = 0; p < asked.length; p++) {
      PlannedPipeline pipeline = facts.pipelines().get(p);
      for (int s = 0; s < pipeline.stages().size(); s++) {
        bytes += asked[p] * pipeline.bytesThrough(s);
      }
    }
    double broker = facts.brokerBytesPerSecond();
    return bytes > broker
        ? text(
            "The broker carries %s bytes/s and the asked rates move %s: it needs %.2f times as much.",
            Digits.of(broker), Digits.of(bytes), bytes / broker)
        : "No number of further devices of one kind carries it: links, the broker or a latency are in the way.";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
