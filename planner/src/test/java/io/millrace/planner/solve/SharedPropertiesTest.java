package io.millrace.planner.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.cluster.Network;
import io.millrace.planner.cluster.Power;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.SharedScore;
import io.millrace.planner.score.StageMatrix;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold on any cluster, on random tiny ones where every way to host can be tried. */
class SharedPropertiesTest {

  private static final int CASES = 100;
  private static final Goal GOAL = Goal.DEFAULT.withHeadroom(0);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldBeExactlyAsGoodAsTheBestWayToHost(boolean direct) {
    SplittableRandom random = new SplittableRandom(direct ? 11 : 5);
    for (int i = 0; i < CASES; i++) {
      // Given
      Problem problem = problem(random, direct);
      double best = new SharedOracle(problem).best();
      if (best == 0) {
        assertThatThrownBy(() -> plan(problem, GOAL)).hasMessageContaining("memory");
        continue;
      }

      // When
      Plan plan = plan(problem, GOAL);

      // Then: neither better than what there is, nor worse; and its bound is one
      assertThat(plan.proof().value()).as("case %d", i).isCloseTo(best, within(1e-5 * best));
      assertThat(plan.proof().bound()).isGreaterThanOrEqualTo(best * (1 - 1e-6));
      assertThat(plan.proof().optimal()).as("case %d: %s", i, plan.proof()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNeverBeWorseThanOneStagePerDevice(boolean direct) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < CASES; i++) {
      // Given: transfer is part of a device's time there and overlaps it here
      Problem problem = onePipeline(random, direct);
      StageMatrix matrix = StageMatrix.of(problem, TransferReading.SUM);
      double one = oneStageEach(matrix);
      if (one == 0) {
        continue;
      }

      // When
      Plan plan = plan(problem, GOAL);

      // Then
      assertThat(plan.framesPerSecond()).as("case %d", i).isGreaterThanOrEqualTo(one * (1 - 1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldCarryWhatIsAskedOrSayWhatIsMissing(boolean direct) {
    SplittableRandom random = new SplittableRandom(17);
    for (int i = 0; i < CASES; i++) {
      // Given: about half of the cases ask for more than can be carried
      Problem free = problem(random, direct);
      double most = new SharedOracle(weightless(free, 1)).best();
      if (most == 0) {
        continue;
      }
      double asked = most * (0.5 + random.nextDouble());
      Problem problem = weightless(free, asked);

      // When
      Plan plan = plan(problem, GOAL.withObjective(Objective.DEVICES));

      // Then
      boolean possible = asked <= most;
      assertThat(plan.missing().isEmpty()).as("case %d: %s", i, plan.missing()).isEqualTo(possible);
      assertThat(plan.rates())
          .allSatisfy(
              rate ->
                  assertThat(rate.framesPerSecond())
                      .isGreaterThanOrEqualTo(Math.min(asked, most) * (1 - 1e-5)));
      if (!direct) {
        assertThat(SharedScore.of(problem, plan.placements(), 0).violations()).isEmpty();
      }
    }
  }

  private static Plan plan(Problem problem, Goal goal) {
    return new NudifShared().plan(problem, goal, Budget.of(goal.budget(), System::nanoTime));
  }

  private static double oneStageEach(StageMatrix matrix) {
    int[] stageOf = new int[matrix.devices()];
    double best = 0;
    int all = (int) Math.pow(matrix.stages() + 1, matrix.devices());
    for (int code = 0; code < all; code++) {
      int rest = code;
      for (int j = 0; j < stageOf.length; j++) {
        stageOf[j] = rest % (matrix.stages() + 1) - 1;
        rest /= matrix.stages() + 1;
      }
      best = Math.max(best, AssignmentScore.of(matrix, stageOf).throughput());
    }
    return best;
  }

  /** Every pipeline asks for the same rate. */
  private static Problem weightless(Problem problem, double rate) {
    List<PlannedPipeline> pipelines =
        problem.pipelines().stream()
            .map(
                p ->
                    new PlannedPipeline(
                        p.id(), p.stages(), p.inputBytes(), 1, rate, 1, Double.POSITIVE_INFINITY))
            .toList();
    return new Problem(problem.cluster(), pipelines, problem.profiles());
  }

  private static Problem onePipeline(SplittableRandom random, boolean direct) {
    Problem any = problem(random, direct);
    while (any.pipelines().get(0).stages().size() > any.cluster().devices().size()) {
      any = problem(random, direct);
    }
    // The published model does not know a broker's total.
    Network network = direct ? any.cluster().network() : BrokerHop.UNLIMITED;
    return new Problem(
        Cluster.of(any.cluster().devices(), network),
        any.pipelines().subList(0, 1),
        any.profiles());
  }

  /** Two or three devices, one or two pipelines, five stages at most; some devices are equal. */
  private static Problem problem(SplittableRandom random, boolean direct) {
    int n = random.nextInt(2, 4);
    int pipes = random.nextInt(1, 3);
    List<PlannedPipeline> pipelines = new ArrayList<>();
    for (int p = 0; p < pipes; p++) {
      List<PlannedStage> stages = new ArrayList<>();
      int m = random.nextInt(1, pipes == 1 ? 4 : 3);
      for (int s = 0; s < m; s++) {
        stages.add(PlannedStage.of("s" + p + s, random.nextInt(1, 5), random.nextInt(0, 4)));
      }
      pipelines.add(
          new PlannedPipeline(
              PipelineId.of("p" + p),
              stages,
              random.nextInt(0, 2),
              0,
              0,
              random.nextInt(1, 3),
              Double.POSITIVE_INFINITY));
    }
    List<Device> devices = new ArrayList<>();
    boolean equal = random.nextInt(3) == 0;
    int memory = random.nextInt(4, 10);
    for (int j = 0; j < n; j++) {
      devices.add(
          new Device(
              DeviceId.of("d" + j),
              equal ? "k" : "",
              equal ? memory : random.nextInt(4, 10),
              List.of(Processor.CPU),
              direct || equal ? Double.POSITIVE_INFINITY : random.nextInt(2, 20),
              Power.UNKNOWN,
              ""));
    }
    List<StageProfile> profiles = new ArrayList<>();
    for (PlannedPipeline pipeline : pipelines) {
      for (PlannedStage stage : pipeline.stages()) {
        for (int j = 0; j < (equal ? 1 : n); j++) {
          profiles.add(
              StageProfile.of(
                  stage.id().value(), equal ? "k" : "d" + j, 0.1 + random.nextDouble()));
        }
      }
    }
    Network network = direct ? links(random, n) : new BrokerHop(random.nextInt(5, 60), 0);
    return new Problem(Cluster.of(devices, network), pipelines, new Profiles(profiles));
  }

  private static DirectLinks links(SplittableRandom random, int n) {
    double[][] bandwidth = new double[n][n];
    for (double[] row : bandwidth) {
      for (int k = 0; k < n; k++) {
        row[k] = 0.5 + 5 * random.nextDouble();
      }
    }
    return DirectLinks.of(bandwidth);
  }
}
