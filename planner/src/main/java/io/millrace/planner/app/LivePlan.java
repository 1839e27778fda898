package io.millrace.planner.app;

import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Origin;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.replan.CarbonNow;
import io.millrace.planner.replan.ClusterModel;
import io.millrace.planner.replan.Comparison;
import io.millrace.planner.replan.Replanner;
import io.millrace.planner.replan.Snapshot;
import io.millrace.planner.solve.Budget;
import io.millrace.topics.record.CarbonSpec;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.stream.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * A look at the running system from outside: listens for a while, makes a plan from what it heard,
 * and says what a planner would do with it. Writes nothing.
 *
 * @param now what was heard
 * @param inForce the plan in force; empty when there is none
 * @param comparison what would become of a new plan
 */
public record LivePlan(Snapshot now, List<PlanSpec> inForce, Comparison comparison) {

  /** How long to listen, so that every living device and instance has spoken (6 s). */
  public static final Duration LISTEN = ClusterModel.SILENCE.plusSeconds(1);

  private static final long LOOK_MILLIS = 100;

  public LivePlan {
    inForce = List.copyOf(inForce);
  }

  /**
   * Looks.
   *
   * @param pipelines what is planned for
   * @param settings how it is planned, given the plan in force, if there is one
   * @throws IllegalStateException if Kafka does not answer in time
   * @throws io.millrace.planner.PlanningException if there is no plan
   */
  public static LivePlan look(
      List<PipelineSpec> pipelines,
      Function<List<PlanSpec>, PlannerSettings> settings,
      KafkaConnection kafka,
      Duration listen,
      Clock clock,
      LongSupplier nanoClock)
      throws InterruptedException {
    Notes notes = new Notes(pipelines, clock);
    try (Ear ear = new Ear(kafka, "millrace-plan")) {
      ear.open();
      Instant end = clock.instant().plus(listen);
      while (clock.instant().isBefore(end)) {
        Thread.sleep(LOOK_MILLIS);
        ear.tell(notes);
      }
    }
    PlannerSettings chosen = settings.apply(notes.plans);
    Replanner replanner =
        new Replanner(
            chosen.pipelines(),
            problem ->
                chosen
                    .strategy()
                    .plan(problem, chosen.goal(), Budget.of(chosen.goal().budget(), nanoClock)),
            chosen.replan());
    notes.plans.forEach(replanner::takeUp);
    notes.model.heard(notes.carbon(chosen.carbon()));
    notes.model.heard(LiveMetrics.once(chosen.metrics()));
    Snapshot now = notes.model.snapshot(clock.instant());
    return new LivePlan(now, notes.plans, replanner.compare(now));
  }

  /** What was heard. */
  private static final class Notes implements Ear.Listener {

    /** Age at which nobody is left who says what he counts with. */
    private static final Duration OLD = LiveCarbon.REPEAT.multipliedBy(3);

    private final ClusterModel model;
    private final Clock clock;
    private final List<PlanSpec> plans = new ArrayList<>();
    private final Map<String, Said> carbon = new TreeMap<>();

    private record Said(CarbonSpec what, Instant at) {}

    Notes(List<PipelineSpec> pipelines, Clock clock) {
      this.clock = clock;
      this.model =
          new ClusterModel(
              pipelines.stream()
                  .collect(Collectors.toMap(PipelineSpec::name, spec -> spec.first().name())));
    }

    @Override
    public ClusterModel model() {
      return model;
    }

    @Override
    public Instant now() {
      return clock.instant();
    }

    @Override
    public void heard(PlanSpec plan) {
      if (plans.isEmpty() || plan.epoch() > plans.get(0).epoch()) {
        plans.clear();
        plans.add(plan);
      }
    }

    @Override
    public void heard(PlanRequest request) {
      // What people ask is for the running planner to answer.
    }

    @Override
    public void heard(CarbonSpec said, Instant at) {
      carbon.put(said.zone(), new Said(said, at));
    }

    /** What the running planner counts with, or last did. */
    CarbonNow carbon(CarbonSource configured) {
      Map<CarbonZone, CarbonStatus> zones = new HashMap<>();
      carbon.forEach((zone, said) -> zones.put(new CarbonZone(zone), status(said)));
      double fallback =
          configured instanceof CarbonSource.Feeds feeds
              ? feeds.section().fallback()
              : carbon.values().stream()
                  .mapToDouble(said -> said.what().gramsPerKilowattHour())
                  .max()
                  .orElse(0);
      return new CarbonNow(zones, fallback);
    }

    private CarbonStatus status(Said said) {
      CarbonSpec what = said.what();
      Duration age = Duration.between(said.at(), clock.instant());
      boolean old = age.compareTo(OLD) > 0;
      SignalType type =
          new SignalType(
              named(Kind.values(), what.kind(), what.zone()),
              named(Scope.values(), what.scope(), what.zone()));
      return new CarbonStatus(
          new CarbonZone(what.zone()),
          new CarbonIntensity(what.gramsPerKilowattHour(), type),
          old
              ? CarbonStatus.Level.LAST_KNOWN
              : named(CarbonStatus.Level.values(), what.level(), what.zone()),
          what.source(),
          Origin.ESTIMATED,
          what.since(),
          age.isNegative() ? Duration.ZERO : age,
          old || what.stale(),
          old ? "the planner said so %d min ago".formatted(age.toMinutes()) : what.reason());
    }

    private static <E> E named(E[] values, String word, String zone) {
      return Arrays.stream(values)
          .filter(value -> value.toString().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "millrace.carbon: the record of %s says '%s', which is none of %s.%nMaybe its planner is of another version."
                          .formatted(zone, word, Arrays.toString(values))));
    }
  }
}
