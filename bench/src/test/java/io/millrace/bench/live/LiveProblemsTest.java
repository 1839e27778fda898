package io.millrace.bench.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.reproduce.NudifTable;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.serve.Emulation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LiveProblemsTest {

  private static final double SCALE = 20;

  private final Problem nudif = new NudifTable().problem(8);

  @Test
  void shouldPretendTheProblemInLessTime() {
    Emulation second =
        LiveProblems.devices(nudif, SCALE).getOrDefault(new DeviceId("device-1"), Emulation.NONE);

    // 1.87 s, 562 MB/s and 10 GB stand in NUDIF's table 2
    assertThat(second.service().get(new StageId("stage-0")))
        .isEqualTo(Duration.ofNanos(93_500_000));
    assertThat(second.linkBytesPerSecond().get(new DeviceId("device-0"))).isEqualTo(562e6);
    assertThat(second.memoryBytes()).isEqualTo(10_000_000_000L);
    assertThat(second.linkBytesPerSecond()).hasSize(7);
  }

  @Test
  void shouldPassOnTheProblemsBytesInLessTime() {
    PipelineSpec pipeline = LiveProblems.pipeline(nudif, SCALE, "least-finish");

    long bytes =
        new Relay(8_000_000 / 20)
            .finish(new io.millrace.models.task.Scene(1, 1, List.of()), List.of())
            .regions()
            .get(0)
            .pixels()
            .sizeBytes();
    assertThat(pipeline.stages().stream().map(StageSpec::settings))
        .extracting(settings -> settings.get("output-bytes"))
        .containsExactly(400_000L, 300_000L, 450_000L, 350_000L);
    assertThat((double) bytes).isCloseTo(400_000, within(2_000.0));
  }

  @Test
  void shouldTakeTheChainsOfEdgeShardApartAndNobodyElses() {
    Goal goal = Goal.DEFAULT;
    Plan chains =
        Strategies.BUILT_IN
            .named("edgeshard-multi")
            .plan(nudif, goal, Budget.of(goal.budget(), System::nanoTime));
    Plan whole =
        Strategies.BUILT_IN
            .named("uniform")
            .plan(nudif, goal, Budget.of(goal.budget(), System::nanoTime));

    assertThat(PlanVsLive.chains(chains)).hasSize(2);
    for (List<Placement> chain : PlanVsLive.chains(chains)) {
      assertThat(chain.stream().map(Placement::stage).collect(Collectors.toSet())).hasSize(4);
    }
    assertThat(PlanVsLive.chains(whole)).containsExactly(whole.placements());
  }
}
