package io.millrace.cli;

import io.millrace.planner.app.LivePlan;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.PlanDiff;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.replan.Comparison;
import io.millrace.planner.replan.InForce;
import io.millrace.planner.replan.Trigger;
import io.millrace.planner.replan.Verdict;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a look at the running system came to, for people. */
final class LivePlanReport {

  private LivePlanReport() {}

  static void print(LivePlan live, PrintWriter out) {
    Comparison comparison = live.comparison();
    PlanTable.print(out, comparison.proposal());
    out.println("  compared with the running system");
    line(
        out,
        "devices alive",
        live.now().names().stream().map(Object::toString).collect(Collectors.joining(", ")));
    if (!live.now().framesPerSecond().isEmpty()) {
      line(
          out,
          "measured now",
          live.now().framesPerSecond().entrySet().stream()
              .map(
                  each ->
                      String.format(
                          Locale.ROOT,
                          "%s %.2f frames/s, %d waiting",
                          each.getKey(),
                          each.getValue(),
                          live.now().waiting().getOrDefault(each.getKey(), 0L)))
              .collect(Collectors.joining("; ")));
    }
    running(comparison, out);
    List<Trigger> triggers = comparison.triggers();
    line(
        out,
        "reasons to plan",
        triggers.isEmpty()
            ? "none"
            : triggers.stream().map(Trigger::describe).collect(Collectors.joining("; ")));
    comparison.doubts().forEach(doubt -> line(out, "mind", doubt));
    line(out, "verdict", verdict(comparison));
    comparison.verdict().why().forEach(why -> line(out, "", why));
    line(
        out, "", "Nothing was changed; `millrace planner now` has a running planner look at once.");
    out.println();
  }

  private static void running(Comparison comparison, PrintWriter out) {
    Plan proposal = comparison.proposal();
    if (comparison.inForce() instanceof Comparison.Running.Carrying carrying) {
      inForce(carrying.was(), out);
      line(out, "it carries now", worth(carrying.now()) + "; the proposal " + worth(proposal));
      changes(carrying.was().plan(), comparison, out);
    } else if (comparison.inForce() instanceof Comparison.Running.Broken broken) {
      inForce(broken.was(), out);
      line(out, "it cannot go on", broken.why().replaceAll("\\R", " "));
      changes(broken.was().plan(), comparison, out);
    } else {
      line(out, "in force", "no plan");
    }
  }

  private static void inForce(InForce was, PrintWriter out) {
    line(
        out,
        "in force",
        String.format(
            Locale.ROOT,
            "plan %d since %tT, by %s for %s: %s when it was made",
            was.epoch(),
            was.since().atZone(ZoneId.systemDefault()),
            was.plan().strategy(),
            was.plan().proof().objective().label(),
            worth(was.plan())));
  }

  private static void changes(Plan before, Comparison comparison, PrintWriter out) {
    List<PlanDiff.Change> changes = PlanDiff.between(before, comparison.proposal()).changes();
    if (changes.isEmpty()) {
      line(out, "changes", "none: the same instances in the same places");
      return;
    }
    for (int i = 0; i < changes.size(); i++) {
      line(out, i == 0 ? "changes" : "", changes.get(i).line());
    }
    line(
        out,
        "moving costs",
        String.format(Locale.ROOT, "about %.0f frames", comparison.moveFrames()));
  }

  private static String worth(Plan plan) {
    String carries = String.format(Locale.ROOT, "%.2f frames/s", plan.framesPerSecond());
    return plan.proof().objective() == Objective.THROUGHPUT
        ? carries
        : carries + " for " + PlanTable.number(plan.proof().value()) + PlanTable.unit(plan);
  }

  private static String verdict(Comparison comparison) {
    Verdict verdict = comparison.verdict();
    if (verdict instanceof Verdict.Keep) {
      return "the plan in force would stay";
    }
    if (verdict instanceof Verdict.Share) {
      return "the plan in force would stay, with its instances sharing the frames anew";
    }
    String does = verdict instanceof Verdict.Adopt ? "adopted" : "proposed for approval";
    return comparison.triggers().isEmpty()
        ? "the proposal would be %s when the planner next looks for one".formatted(does)
        : "the proposal would be %s".formatted(does);
  }

  private static void line(PrintWriter out, String what, String value) {
    out.printf("  %-16s %s%n", what, value);
  }
}
