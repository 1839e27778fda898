package io.millrace.planner.reproduce;

import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.EdgeShard;
import io.millrace.planner.solve.Nudif;
import io.millrace.planner.solve.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Random clusters by NUDIF's distributions: memory 8 to 10 GB, links 100 to 1 000 MB/s, times 1 to
 * 3 s; stages, their memory and their output as in its table 2.
 *
 * <p><b>What is compared.</b> EdgeShard's chains are scored as chains, as in the paper: a device
 * pays for one outgoing link. {@code nudif} under {@code sum} charges a device for the links to all
 * devices of the next stage. So under {@code sum} the two are not measured by one rule, and where
 * chains happen to suit the cluster EdgeShard's figure may be above the proven optimum of {@code
 * nudif}. Scored as an assignment under the same reading it never is; {@link Size#lossesAlike}
 * counts that.
 *
 * <p><b>Utilisation</b> (the paper's equation 15) is the mean over all devices, idle ones included,
 * of the share of time that a device works at the plan's throughput.
 *
 * @param least fewest devices, at least the four stages
 * @param seeds instances per number of devices
 */
public record RandomInstances(int least, int most, int seeds) {

  private static final double[] STAGE_GIGABYTES = {5, 6, 7, 6};
  private static final double[] OUTPUT_MEGABYTES = {8, 6, 9, 7};

  /** The paper's range, with 20 seeds each. */
  public static final RandomInstances PUBLISHED = new RandomInstances(4, 24, 20);

  /** The methods, in the order of the arrays of {@link Size}. */
  public static final List<String> METHODS =
      List.of("edgeshard-single", "edgeshard-multi", "nudif");

  /**
   * Results of one number of devices.
   *
   * @param devices how many
   * @param cases instances
   * @param proven how many {@code nudif} plans were proven optimal
   * @param throughput mean frames per second by method
   * @param improvement of {@code nudif} over {@code edgeshard-multi} per instance, as a share
   * @param losses instances where {@code edgeshard-multi}'s chains score more
   * @param lossesAlike instances where they score more as an assignment under the same reading
   * @param utilisation mean by method, 0 to 1
   * @param latencySeconds mean by method
   * @param solverSeconds mean time that {@code nudif} took
   */
  @SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
  public record Size(
      int devices,
      int cases,
      int proven,
      double[] throughput,
      double[] improvement,
      int losses,
      int lossesAlike,
      double[] utilisation,
      double[] latencySeconds,
      double solverSeconds) {

    public double meanImprovement() {
      return Arrays.stream(improvement).average().orElse(0);
    }

    public double leastImprovement() {
      return Arrays.stream(improvement).min().orElse(0);
    }

    public double largestImprovement() {
      return Arrays.stream(improvement).max().orElse(0);
    }
  }

  public RandomInstances {
    if (least < STAGE_GIGABYTES.length || most < least || seeds < 1) {
      throw new IllegalArgumentException(
          "devices must be %d or more and seeds 1 or more (were %d to %d and %d)"
              .formatted(STAGE_GIGABYTES.length, least, most, seeds));
    }
  }

  /** The instance of this size and seed. */
  public static Problem problem(int devices, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + devices);
    double[] memory = new double[devices];
    double[][] seconds = new double[STAGE_GIGABYTES.length][devices];
    double[][] bandwidth = new double[devices][devices];
    for (int j = 0; j < devices; j++) {
      memory[j] = random.nextDouble(8, 10);
      for (double[] row : seconds) {
        row[j] = random.nextDouble(1, 3);
      }
      for (int k = 0; k < j; k++) {
        bandwidth[j][k] = random.nextDouble(100, 1000);
        bandwidth[k][j] = bandwidth[j][k];
      }
    }
    return new NudifInstance(STAGE_GIGABYTES, memory, seconds, OUTPUT_MEGABYTES, bandwidth)
        .problem(devices);
  }

  /** Results for every number of devices. */
  public List<Size> sizes(TransferReading reading, LongSupplier nanoClock) {
    List<Size> sizes = new ArrayList<>();
    for (int n = least; n <= most; n++) {
      sizes.add(size(n, reading, nanoClock));
    }
    return sizes;
  }

  private Size size(int devices, TransferReading reading, LongSupplier nanoClock) {
    Goal goal = Goal.DEFAULT.withTransfer(reading);
    List<Strategy> methods = List.of(EdgeShard.single(), EdgeShard.multi(), new Nudif());
    double[] throughput = new double[methods.size()];
    double[] improvement = new double[seeds];
    double[] utilisation = new double[methods.size()];
    double[] latency = new double[methods.size()];
    double solverSeconds = 0;
    int proven = 0;
    int losses = 0;
    int lossesAlike = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Problem problem = problem(devices, seed);
      List<Plan> plans = new ArrayList<>();
      for (int i = 0; i < methods.size(); i++) {
        Plan plan = methods.get(i).plan(problem, goal, Budget.of(goal.budget(), nanoClock));
        plans.add(plan);
        throughput[i] += plan.framesPerSecond() / seeds;
        utilisation[i] += utilisation(plan, devices) / seeds;
        latency[i] += plan.rates().get(0).latencySeconds() / seeds;
      }
      double multi = plans.get(1).framesPerSecond();
      double nudif = plans.get(2).framesPerSecond();
      improvement[seed] = nudif / multi - 1;
      losses += nudif < multi * (1 - 1e-9) ? 1 : 0;
      lossesAlike += nudif < alike(problem, plans.get(1)) * (1 - 1e-9) ? 1 : 0;
      proven += plans.get(2).proof().optimal() ? 1 : 0;
      solverSeconds += plans.get(2).solverSeconds() / seeds;
    }
    return new Size(
        devices,
        seeds,
        proven,
        throughput,
        improvement,
        losses,
        lossesAlike,
        utilisation,
        latency,
        solverSeconds);
  }

  private static double utilisation(Plan plan, int devices) {
    return plan.placements().stream().mapToDouble(Placement::timeShare).sum() / devices;
  }

  /** What a plan of chains carries as an assignment under the plan's reading. */
  private static double alike(Problem problem, Plan chains) {
    int[] stageOf = new int[problem.cluster().devices().size()];
    Arrays.fill(stageOf, AssignmentScore.UNUSED);
    List<String> stages =
        problem.pipelines().get(0).stages().stream().map(stage -> stage.id().value()).toList();
    for (Placement placement : chains.placements()) {
      stageOf[problem.cluster().indexOf(placement.device())] =
          stages.indexOf(placement.stage().value());
    }
    return AssignmentScore.of(StageMatrix.of(problem, chains.transfer()), stageOf).throughput();
  }

  /** The paper's summary figures beside ours over all sizes. */
  public List<Reproduced> rows(TransferReading reading, LongSupplier nanoClock) {
    return rows(sizes(reading, nanoClock), reading);
  }

  /** The paper's summary figures beside ours over these sizes. */
  public static List<Reproduced> rows(List<Size> sizes, TransferReading reading) {
    int cases = sizes.stream().mapToInt(Size::cases).sum();
    int proven = sizes.stream().mapToInt(Size::proven).sum();
    int losses = sizes.stream().mapToInt(Size::losses).sum();
    int lossesAlike = sizes.stream().mapToInt(Size::lossesAlike).sum();
    double single = mean(sizes, size -> size.utilisation()[0]);
    double multi = mean(sizes, size -> size.utilisation()[1]);
    double nudif = mean(sizes, size -> size.utilisation()[2]);
    String other = "the paper's instances are not published";
    String ours = "which comparison the printed figure belongs to is our reading; " + other;
    List<Reproduced> rows = new ArrayList<>();
    rows.add(
        new Reproduced(
            "throughput of nudif over edgeshard-multi, mean",
            9.95,
            100 * mean(sizes, Size::meanImprovement),
            Double.NaN,
            "%",
            "chains are charged one link each; " + other));
    rows.add(
        ours(
            "… least",
            100 * sizes.stream().mapToDouble(Size::leastImprovement).min().orElse(0),
            "%",
            "below 0 in %d of %d cases: edgeshard's chains pay for the one link that each device uses, %s charges %s; scored alike, %d cases"
                .formatted(losses, cases, reading.label(), charged(reading), lossesAlike)));
    rows.add(
        ours(
            "… largest",
            100 * sizes.stream().mapToDouble(Size::largestImprovement).max().orElse(0),
            "%",
            ""));
    rows.add(ours("proven optimal", proven, "of " + cases, ""));
    rows.add(
        ours("utilisation of nudif (eq. 15), mean", 100 * nudif, "%", "idle devices count as 0"));
    rows.add(ours("utilisation of edgeshard-multi, mean", 100 * multi, "%", ""));
    rows.add(ours("utilisation of edgeshard-single, mean", 100 * single, "%", ""));
    rows.add(
        new Reproduced(
            "utilisation of nudif over edgeshard-multi",
            8.07,
            100 * (nudif - multi),
            Double.NaN,
            "points",
            ours));
    rows.add(
        new Reproduced(
            "utilisation of nudif over edgeshard-single",
            42.27,
            100 * (nudif - single),
            Double.NaN,
            "points",
            ours));
    for (int i = 0; i < METHODS.size(); i++) {
      int method = i;
      rows.add(
          ours(
              "latency of " + METHODS.get(i) + ", mean",
              mean(sizes, size -> size.latencySeconds()[method]),
              "s",
              "without queues"));
    }
    rows.add(
        new Reproduced(
            "latency of nudif over edgeshard-single",
            2.03,
            mean(sizes, size -> size.latencySeconds()[2] - size.latencySeconds()[0]),
            Double.NaN,
            "s",
            ours));
    rows.add(
        new Reproduced(
            "latency of nudif over edgeshard-multi",
            0.086,
            mean(sizes, size -> size.latencySeconds()[2] - size.latencySeconds()[1]),
            Double.NaN,
            "s",
            ours));
    rows.add(ours("solver time of nudif, mean", mean(sizes, Size::solverSeconds), "s", ""));
    return rows;
  }

  private static String charged(TransferReading reading) {
    return switch (reading) {
      case SUM -> "all links to the next stage";
      case MEAN -> "the average link to the next stage";
      case MAX -> "the slowest link to the next stage";
      case MIN -> "the fastest link to the next stage";
      case NONE -> "no link";
    };
  }

  private static Reproduced ours(String name, double value, String unit, String note) {
    return new Reproduced(name, Double.NaN, value, Double.NaN, unit, note);
  }

  private static double mean(List<Size> sizes, ToDoubleFunction<Size> what) {
    return sizes.stream().mapToDouble(what).average().orElse(0);
  }
}
