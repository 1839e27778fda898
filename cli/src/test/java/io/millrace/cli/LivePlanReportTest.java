package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.app.LivePlan;
import io.millrace.planner.app.ProblemFile;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.replan.CarbonNow;
import io.millrace.planner.replan.Comparison;
import io.millrace.planner.replan.InForce;
import io.millrace.planner.replan.Snapshot;
import io.millrace.planner.replan.Trigger;
import io.millrace.planner.replan.Verdict;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.NudifShared;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LivePlanReportTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void shouldSayWhatWouldChangeWhatItCostsAndWhyItWouldStay() {
    // Given
    Plan before = plan(Objective.DEVICES);
    Plan proposal = plan(Objective.ENERGY);
    InForce inForce =
        new InForce(7, NOON, before, List.of(), Map.of(), Map.of(), Map.of(), Map.of());
    Comparison comparison =
        new Comparison(
            List.of(new Trigger.Due()),
            proposal,
            new Comparison.Running.Carrying(inForce, before),
            new Verdict.Keep(List.of("a new plan gains 3.0 %, and 5.0 % are asked")),
            42,
            List.of("carbon in DE is the constant value of 400 g/kWh: closed"));
    Snapshot now =
        new Snapshot(
            NOON, List.of(), List.of(), Map.of(), Map.of(), Map.of(), CarbonNow.UNWATCHED, "");

    // When
    StringWriter out = new StringWriter();
    LivePlanReport.print(new LivePlan(now, List.of(), comparison), new PrintWriter(out, true));

    // Then
    assertThat(out.toString())
        .contains("plan 7 since", "about 42 frames", "the period is over")
        .contains("the plan in force would stay", "gains 3.0 %", "carbon in DE is the constant")
        .containsPattern("changes +[+\\-=>] ")
        .contains("Nothing was changed");
  }

  private static Plan plan(Objective objective) {
    return new NudifShared()
        .plan(
            ProblemFile.builtIn("site"),
            Goal.DEFAULT.withObjective(objective),
            Budget.of(Duration.ofSeconds(20), System::nanoTime));
  }
}
