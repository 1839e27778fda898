package io.millrace.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.TransferReading;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlanDiffTest {

  private static final PipelineId PIPELINE = PipelineId.of("p");

  private static Placement at(String stage, String device, int instances) {
    return new Placement(
        PIPELINE, StageId.of(stage), DeviceId.of(device), "cpu", instances, 0.5, 1);
  }

  private static Plan plan(double rate, int lanes, Placement... placements) {
    return new Plan(
        "nudif",
        TransferReading.MEAN,
        List.of(placements),
        List.of(new LaneCount(PIPELINE, StageId.of("detect"), lanes, "")),
        List.of(new PipelineRate(PIPELINE, rate, 0, 1)),
        0,
        0,
        new Proof(Objective.THROUGHPUT, rate, rate, ""),
        new Limit(Limit.Kind.COMPUTE, "p", "detect", "a", ""),
        List.of(),
        0,
        List.of());
  }

  @Test
  void shouldTellMovesFromAdditions() {
    // Given
    Plan before = plan(10, 4, at("detect", "a", 2), at("read", "b", 1));
    Plan after = plan(12, 6, at("detect", "a", 1), at("detect", "c", 1), at("read", "d", 2));

    // When
    List<String> lines = PlanDiff.between(before, after).lines();

    // Then
    assertThat(lines)
        .containsExactly(
            "> p/detect from a/cpu to c/cpu",
            "= p/detect lanes 4 to 6",
            "> p/read from b/cpu to d/cpu",
            "+ p/read on d/cpu",
            "p: 10.00 to 12.00 frames/s (+20.00 %)");
  }

  @Test
  void shouldRemoveStagesThatAreGoneButNoLanes() {
    PlanDiff diff =
        PlanDiff.between(
            plan(1, 8, at("detect", "a", 1), at("old", "b", 3)), plan(1, 2, at("detect", "a", 1)));

    assertThat(diff.lines())
        .containsExactly("- p/old on b/cpu x3", "p: 1.000 to 1.000 frames/s (+0.00 %)");
  }

  @Test
  void shouldBeEmptyWhenOnlySharesChange() {
    Plan plan = plan(1, 2, at("detect", "a", 1));

    assertThat(PlanDiff.between(plan, plan).isEmpty()).isTrue();
  }

  @Test
  void shouldLeadFromOnePlanToTheOther() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      Plan before = random(random);
      Plan after = random(random);
      Map<String, Integer> counts = counts(before);
      for (PlanDiff.Change change : PlanDiff.between(before, after).changes()) {
        if (change instanceof PlanDiff.Added a) {
          counts.merge(a.stage() + "@" + a.place(), a.instances(), Integer::sum);
        } else if (change instanceof PlanDiff.Removed r) {
          counts.merge(r.stage() + "@" + r.place(), -r.instances(), Integer::sum);
        } else if (change instanceof PlanDiff.Moved m) {
          counts.merge(m.stage() + "@" + m.from(), -m.instances(), Integer::sum);
          counts.merge(m.stage() + "@" + m.to(), m.instances(), Integer::sum);
        }
      }
      counts.values().removeIf(count -> count == 0);
      assertThat(counts).as("case %d", i).isEqualTo(counts(after));
    }
  }

  private static Map<String, Integer> counts(Plan plan) {
    Map<String, Integer> counts = new HashMap<>();
    plan.placements()
        .forEach(
            p -> counts.merge(p.stage() + "@" + p.device() + "/cpu", p.instances(), Integer::sum));
    return counts;
  }

  private static Plan random(SplittableRandom random) {
    List<Placement> placements = new ArrayList<>();
    for (String stage : List.of("detect", "read", "count")) {
      for (String device : List.of("a", "b", "c", "d")) {
        if (random.nextBoolean()) {
          placements.add(at(stage, device, random.nextInt(1, 4)));
        }
      }
    }
    return plan(1, 1, placements.toArray(Placement[]::new));
  }
}
