package io.millrace.bench.carbon;

import io.millrace.planner.carbon.app.CarbonFeeds;
import io.millrace.planner.carbon.app.CarbonSection;
import io.millrace.planner.carbon.feed.CarbonWatch;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.replan.Action;
import io.millrace.planner.replan.CarbonNow;
import io.millrace.planner.replan.ClusterModel;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.LiveProblem;
import io.millrace.planner.replan.PlanSpecs;
import io.millrace.planner.replan.ReplanSettings;
import io.millrace.planner.replan.Replanner;
import io.millrace.planner.replan.Snapshot;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.NudifShared;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Replays a recorded day to the live planner and notes which plan was in force when.
 *
 * <p>What runs is what runs live: the watch of carbon feeds on the files, behind a replay clock;
 * the cluster model, hearing every device; the re-planning loop with its default settings,
 * hysteresis and cool-down; and the strategy. Not live are the devices: they announce themselves
 * and their profiles, and report no load, so that plans change for carbon only. Nothing waits: the
 * clock that drives the replay is stepped.
 *
 * <p>The same question is not solved twice: the strategy is deterministic, so that its answers are
 * kept.
 */
final class DayRun {

  /** How often the planner looks, in recorded time. */
  static final Duration LOOK = Duration.ofSeconds(30);

  /** The planner hears of the devices so long before the day, so that the day begins planned. */
  private static final Duration BEFORE = Duration.ofMinutes(3);

  private static final Duration BUDGET = Duration.ofSeconds(10);

  private final Announced world;
  private final RecordedGrid grid;
  private final double speed;
  private final double headroom;
  private final LongSupplier nanoClock;
  private final NudifShared strategy = new NudifShared();
  private final Map<Question, Plan> answers = new HashMap<>();

  /** All of a problem that differs from look to look, and what is wanted. */
  private record Question(
      Objective objective,
      Map<String, Double> carbon,
      List<PlannedPipeline> pipelines,
      List<StageProfile> profiles) {}

  /**
   * A plan and when it was in force.
   *
   * @param plan as it was published
   * @param problem what it was made for
   */
  record Tenure(Plan plan, Problem problem, Instant from, Instant to) {}

  /**
   * A day's plans.
   *
   * @param tenures in the order of time, without gaps
   * @param changes plans that took the place of another within the day
   * @param kept times that a reason to plan led to no change
   */
  record Course(List<Tenure> tenures, int changes, int kept) {

    Course {
      tenures = List.copyOf(tenures);
    }
  }

  DayRun(
      Announced world, RecordedGrid grid, double speed, double headroom, LongSupplier nanoClock) {
    this.world = world;
    this.grid = grid;
    this.speed = speed;
    this.headroom = headroom;
    this.nanoClock = nanoClock;
  }

  /** The plans of an objective from a time on. */
  Course run(Objective objective, Instant start, Duration length) {
    Stepped driver = new Stepped();
    CarbonSection section = grid.section(start.minus(BEFORE), speed);
    Clock clock = section.clock(driver);
    CarbonWatch watch = new CarbonFeeds(Map.of(), clock, nanoClock).watch(section);
    ClusterModel model = new ClusterModel(firstStages());
    world.profiles().forEach(model::heard);
    Replanner planner =
        new Replanner(
            world.pipelines(), problem -> answer(problem, objective), ReplanSettings.DEFAULT);
    Instant end = start.plus(length);
    Log log = new Log(start, end);
    Instant due = clock.instant();
    for (Instant now = clock.instant(); now.isBefore(end); now = clock.instant()) {
      if (!now.isBefore(due)) {
        due = now.plus(watch.refresh());
      }
      Instant seen = now;
      world.devices().forEach(device -> model.heard(device, seen));
      model.heard(new CarbonNow(watch.status(), section.fallback()));
      Snapshot snapshot = model.snapshot(now);
      for (Action action : planner.look(snapshot)) {
        log.note(action, snapshot);
      }
      driver.pass(section.onDriver(LOOK));
    }
    return log.course();
  }

  /** The least grams per hour that any plan can emit at these intensities, as proven. */
  double leastGramsPerHour(Instant from, Instant to) {
    Map<String, Double> carbon =
        grid.zones().stream()
            .collect(Collectors.toMap(z -> z, z -> grid.gramsPerKilowattHour(z, from, to)));
    ClusterModel model = new ClusterModel(firstStages());
    world.profiles().forEach(model::heard);
    world.devices().forEach(device -> model.heard(device, from));
    Problem problem = LiveProblem.of(model.snapshot(from), world.pipelines());
    return answer(
            new Problem(
                new Cluster(problem.cluster().devices(), problem.cluster().network(), carbon),
                problem.pipelines(),
                problem.profiles()),
            Objective.CARBON)
        .proof()
        .bound();
  }

  private Map<PipelineId, StageId> firstStages() {
    return world.pipelines().stream()
        .map(LivePipeline::spec)
        .collect(Collectors.toMap(PipelineSpec::name, spec -> spec.first().name()));
  }

  private Plan answer(Problem problem, Objective objective) {
    Question question =
        new Question(
            objective,
            objective == Objective.CARBON
                ? problem.cluster().carbonGramsPerKilowattHour()
                : Map.of(),
            problem.pipelines(),
            problem.profiles().all());
    Plan known = answers.get(question);
    if (known == null) {
      Goal goal = Goal.DEFAULT.withObjective(objective).withHeadroom(headroom).withBudget(BUDGET);
      known = strategy.plan(problem, goal, Budget.of(goal.budget(), nanoClock));
      answers.put(question, known);
    }
    return known;
  }

  /** Which plan was in force when. */
  private final class Log {

    private final Instant start;
    private final Instant end;
    private final List<Tenure> tenures = new ArrayList<>();
    private int kept;

    Log(Instant start, Instant end) {
      this.start = start;
      this.end = end;
    }

    void note(Action action, Snapshot snapshot) {
      if (action instanceof Action.Publish publish) {
        cut(snapshot.at());
        Instant from = snapshot.at().isBefore(start) ? start : snapshot.at();
        tenures.add(
            new Tenure(
                PlanSpecs.read(publish.plan()),
                withCameras(LiveProblem.of(snapshot, world.pipelines())),
                from,
                end));
      } else if (action instanceof Action.Tell tell) {
        DecisionSpec.Kind kind = tell.decision().kind();
        if (kind == DecisionSpec.Kind.FAILED) {
          throw new IllegalStateException("There is no plan: " + tell.decision().why());
        }
        if (kind == DecisionSpec.Kind.KEPT && !snapshot.at().isBefore(start)) {
          kept++;
        }
      }
    }

    /** The planner knows the rate in all; it comes from so many cameras, each with its window. */
    private Problem withCameras(Problem problem) {
      return new Problem(problem.cluster(), world.cameras(), problem.profiles());
    }

    private void cut(Instant at) {
      if (!tenures.isEmpty()) {
        Tenure last = tenures.remove(tenures.size() - 1);
        if (at.isAfter(last.from())) {
          tenures.add(new Tenure(last.plan(), last.problem(), last.from(), at));
        }
      }
    }

    Course course() {
      if (tenures.isEmpty() || tenures.get(0).from().isAfter(start)) {
        throw new IllegalStateException("The day began without a plan.");
      }
      return new Course(tenures, tenures.size() - 1, kept);
    }
  }

  /** A clock that stands still until it is stepped. */
  private static final class Stepped extends Clock {

    private Instant now = Instant.EPOCH;

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
