package io.millrace.planner.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.cluster.Network;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every question gets an error or a right answer, and never hangs. */
@Timeout(60)
class BadInputTest {

  private static final List<Strategy> ALL =
      List.of(new Nudif(), EdgeShard.single(), EdgeShard.multi(), new Uniform());

  private static Problem problem(int devices, int stages, Network network, StageProfile... few) {
    List<Device> all = new ArrayList<>();
    List<PlannedStage> chain = new ArrayList<>();
    List<StageProfile> profiles = new ArrayList<>(List.of(few));
    for (int j = 0; j < devices; j++) {
      all.add(Device.of("d" + j, 8));
    }
    for (int s = 0; s < stages; s++) {
      chain.add(PlannedStage.of("s" + s, 4, 100));
      if (few.length == 0) {
        profiles.add(StageProfile.of("s" + s, "", 1 + s % 3));
      }
    }
    return new Problem(
        Cluster.of(all, network), List.of(PlannedPipeline.of("p", chain)), new Profiles(profiles));
  }

  private static DirectLinks links(int devices, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] bandwidth = new double[devices][devices];
    for (double[] row : bandwidth) {
      Arrays.setAll(row, k -> random.nextDouble(100, 1000));
    }
    return DirectLinks.of(bandwidth);
  }

  @Test
  void shouldRunOneStageOnOneDevice() {
    for (Strategy strategy : ALL) {
      Plan plan = strategy.plan(problem(1, 1, BrokerHop.UNLIMITED), Goal.DEFAULT, Ticks.ample());
      assertThat(plan.framesPerSecond()).as(strategy.name()).isEqualTo(1);
      assertThat(plan.proof().optimal()).as(strategy.name()).isTrue();
    }
  }

  @Test
  void shouldSayThatOneDeviceCannotRunTwoStages() {
    for (Strategy strategy : ALL) {
      assertThatThrownBy(
              () -> strategy.plan(problem(1, 2, BrokerHop.UNLIMITED), Goal.DEFAULT, Ticks.ample()))
          .isInstanceOfSatisfying(
              PlanningException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INFEASIBLE))
          .hasMessageContaining("2 stages but there are only 1 devices");
    }
  }

  @Test
  void shouldNameTheStageThatFitsNoDevice() {
    Problem problem = problem(3, 2, BrokerHop.UNLIMITED, StageProfile.of("s0", "", 1));

    assertThatThrownBy(() -> new Nudif().plan(problem, Goal.DEFAULT, Ticks.ample()))
        .hasMessageContaining("no device can run s1 (4 bytes)");
  }

  @Test
  void shouldNameTheStagesThatShareTooFewDevices() {
    // s0 and s1 fit d0 only, s2 fits all: each has a device, but not of its own.
    Problem problem =
        problem(
            4,
            3,
            BrokerHop.UNLIMITED,
            StageProfile.of("s0", "d0", 1),
            StageProfile.of("s1", "d0", 1),
            StageProfile.of("s2", "", 1));

    for (Strategy strategy : ALL) {
      assertThatThrownBy(() -> strategy.plan(problem, Goal.DEFAULT, Ticks.ample()))
          .hasMessageContaining("only 1 of the devices can run any of the stages s0, s1.");
    }
  }

  @Test
  void shouldRefuseNumbersThatAreNone() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> StageProfile.of("s", "", bad))
          .withMessageContaining("seconds");
    }
    for (double bad : new double[] {0, -1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DirectLinks.of(new double[][] {{0, 1}, {bad, 0}}))
          .withMessageContaining("bandwidth[1][0]");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> PlannedStage.of("s", -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> PlannedStage.of("s", 1, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Device.of("d", 0));
  }

  @Test
  void shouldRefuseLinksThatAreMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectLinks.of(new double[][] {{0, 1}, {1}}))
        .withMessageContaining("bandwidth[1] must have 2 entries");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> problem(3, 1, links(2, 1)))
        .withMessageContaining("must join all 3 devices (joins 2)");
  }

  @Test
  void shouldPlanEveryFormWithinItsBudget() {
    record Form(int devices, int stages, boolean direct) {}
    List<Form> forms =
        List.of(
            new Form(24, 4, true),
            new Form(24, 24, true),
            new Form(40, 12, true),
            new Form(60, 4, true),
            new Form(300, 7, true),
            new Form(1000, 1000, false),
            new Form(1200, 1000, false),
            new Form(300, 250, true),
            new Form(3000, 8, false));
    for (Form form : forms) {
      Problem problem =
          problem(
              form.devices(),
              form.stages(),
              form.direct() ? links(form.devices(), 1) : BrokerHop.UNLIMITED);
      for (Strategy strategy : ALL) {
        for (TransferReading reading : List.of(TransferReading.SUM, TransferReading.MEAN)) {
          Plan plan =
              strategy.plan(
                  problem,
                  Goal.DEFAULT.withTransfer(reading),
                  Budget.of(Duration.ofMillis(100), System::nanoTime));
          String what = form + " " + strategy.name() + " " + reading;
          assertThat(plan.framesPerSecond()).as(what).isPositive();
          assertThat(plan.proof().bound()).as(what).isGreaterThanOrEqualTo(plan.proof().value());
        }
      }
    }
  }

  @Test
  void shouldReturnTheBestSoFarWithItsGapWhenThereIsNoTime() {
    for (int asks = 0; asks < 60; asks += 7) {
      Problem problem = RandomInstances.problem(24, 3);
      Plan plan =
          new Nudif()
              .plan(problem, Goal.DEFAULT.withTransfer(TransferReading.SUM), Ticks.asks(asks));
      assertThat(plan.framesPerSecond()).isPositive();
      assertThat(plan.proof().optimal()).isFalse();
      assertThat(plan.why()).anyMatch(line -> line.contains("ran out of time"));
    }
  }

  @Test
  void shouldRefuseGoalsOfTheSharedModel() {
    assertThatThrownBy(
            () ->
                new Nudif()
                    .plan(
                        problem(2, 1, BrokerHop.UNLIMITED),
                        Goal.DEFAULT.withObjective(Objective.ENERGY),
                        Ticks.ample()))
        .hasMessageContaining("Maybe use the strategy nudif-shared");
  }

  @Test
  void shouldAnswerTheSameForTheSameSeed() {
    Problem problem = RandomInstances.problem(16, 7);
    StageMatrix matrix = StageMatrix.of(problem, TransferReading.SUM);
    int[] first = NudifSearch.run(matrix, List.of(), 5, Ticks.ample()).stageOf();
    int[] second = NudifSearch.run(matrix, List.of(), 5, Ticks.ample()).stageOf();

    assertThat(second).isEqualTo(first);
    assertThat(AssignmentScore.of(matrix, first).throughput()).isPositive();
  }
}
