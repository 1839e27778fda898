package io.millrace.planner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.app.ProblemFile;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Nudif;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan that reads links as their mean promises what routing by load achieves, link by link. */
class PlanComesTrueTest {

  private static final int ITEMS = 12_000;

  @ParameterizedTest
  @CsvSource({"8, 0", "8, 0.3", "12, 0", "12, 0.3", "24, 0", "24, 0.3"})
  void shouldAchieveWhatIsPlannedWithinTwoPerCent(int devices, double variation) {
    // Given
    Problem problem =
        devices == 8 ? ProblemFile.builtIn("nudif") : RandomInstances.problem(devices, 1);
    Plan plan = plan(problem);

    // When
    PipelineFlow flow = run(varied(problem, variation), plan, "least-finish", new Load.Saturated());

    // Then
    assertThat(flow.ofPlan()).isCloseTo(1, within(0.02));
  }

  @Test
  void shouldStayStableAtNineTenthsByLoadAndNotByTurns() {
    Problem problem = ProblemFile.builtIn("nudif");
    Plan plan = plan(problem);

    PipelineFlow byLoad = run(problem, plan, "least-finish", new Load.Share(0.9));
    PipelineFlow byTurns = run(problem, plan, "round-robin", new Load.Share(0.9));

    assertThat(byLoad.framesPerSecond() / byLoad.offeredFramesPerSecond())
        .isCloseTo(1, within(0.02));
    assertThat(byTurns.framesPerSecond() / byTurns.offeredFramesPerSecond()).isLessThan(0.85);
    assertThat(byLoad.latency().p95()).isLessThan(30);
  }

  private static Plan plan(Problem problem) {
    return new Nudif()
        .plan(problem, Goal.DEFAULT, Budget.of(Goal.DEFAULT_BUDGET, System::nanoTime));
  }

  private static PipelineFlow run(Problem problem, Plan plan, String routing, Load load) {
    long seconds = (long) (ITEMS / plan.framesPerSecond());
    SimulationReport report =
        Simulation.of(
                problem,
                plan,
                SimulationSettings.DEFAULT
                    .withRouting(routing)
                    .withLoad(load)
                    .withAdmission(Admission.OPEN)
                    .withArrivals(Arrivals.POISSON)
                    .withDuration(Duration.ofSeconds(seconds)))
            .run();
    assertThat(report.accounted()).isTrue();
    return report.pipelines().get(0);
  }

  private static Problem varied(Problem problem, double variation) {
    List<StageProfile> profiles =
        problem.profiles().all().stream()
            .map(
                p ->
                    new StageProfile(
                        p.pipeline(),
                        p.stage(),
                        p.device(),
                        p.processor(),
                        p.curve(),
                        variation,
                        p.joulesPerItem()))
            .toList();
    return new Problem(problem.cluster(), problem.pipelines(), new Profiles(profiles));
  }
}
