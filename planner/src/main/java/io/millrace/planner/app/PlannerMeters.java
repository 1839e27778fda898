package io.millrace.planner.app;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.replan.ClusterModel;
import io.millrace.planner.replan.PlanSpecs;
import io.millrace.planner.replan.ServiceKey;
import io.millrace.planner.replan.Snapshot;
import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.MetricTable;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.PlanSpec.PlacementSpec;
import io.millrace.topics.record.PlanSpec.RateSpec;
import io.millrace.topics.record.ResourceReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the planner knows and decides, as Prometheus sees it: the plan in force beside what it
 * really carries, decisions, and what devices emit. Everything is told to it; it decides nothing.
 * Thread-safe.
 */
final class PlannerMeters {

  private static final double JOULES_PER_KILOWATT_HOUR = 3.6e6;

  private final MetricRegistry registry;
  private final Clock clock;
  private final Map<Metric, MetricTable> tables = new HashMap<>();

  // Guarded by this.
  private final Map<DeviceId, DeviceSpec> devices = new TreeMap<>();
  private final Map<InstanceId, LoadReport> loads = new HashMap<>();
  private final Map<InstanceId, ArrayDeque<Mark>> marks = new HashMap<>();
  private final Map<DeviceId, Double> joules = new HashMap<>();
  private final Map<DeviceId, Double> grams = new HashMap<>();
  private Map<String, Double> carbon = Map.of();
  private Map<ServiceKey, Double> services = Map.of();
  private int living;
  private @Nullable PlanSpec plan;

  /** Frames that an instance had answered at a moment. */
  private record Mark(long answered, Instant at) {}

  private record Where(String pipeline, String stage, DeviceId device) {}

  PlannerMeters(MetricRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    for (Metric metric :
        List.of(
            Metrics.PLAN_INFO,
            Metrics.PLAN_VALUE,
            Metrics.PLAN_BOUND,
            Metrics.PLAN_LIMIT,
            Metrics.PLAN_RATE,
            Metrics.PLAN_DEMAND,
            Metrics.PLAN_LATENCY,
            Metrics.PLAN_INSTANCES,
            Metrics.PLANNED_RATE,
            Metrics.MEASURED_RATE,
            Metrics.RATE_RATIO,
            Metrics.SERVICE_PREDICTED,
            Metrics.CARBON_INTENSITY)) {
      tables.put(metric, registry.table(metric));
    }
    registry.gauge(Metrics.PLAN_EPOCH, this, meters -> meters.ofPlan(PlanSpec::epoch));
    registry.gauge(Metrics.PLAN_AGE, this, meters -> meters.ofPlan(meters::ageSeconds));
    registry.gauge(Metrics.PLAN_PINNED, this, meters -> meters.ofPlan(now -> now.pinned() ? 1 : 0));
    registry.gauge(
        Metrics.PLAN_GAP, this, meters -> meters.ofPlan(now -> PlanSpecs.read(now).proof().gap()));
    registry.gauge(Metrics.PLANNER_DEVICES, this, PlannerMeters::living);
    for (DecisionSpec.Kind kind : DecisionSpec.Kind.values()) {
      registry.counter(Metrics.DECISIONS, label(kind));
    }
    registry.beforeScrape(this::show);
  }

  synchronized void heard(DeviceSpec device) {
    devices.put(device.name(), device);
  }

  synchronized void heard(LoadReport report, Instant now) {
    loads.put(report.instance(), report);
    ArrayDeque<Mark> of = marks.computeIfAbsent(report.instance(), unused -> new ArrayDeque<>());
    of.add(new Mark(report.answered(), now));
    while (of.size() > 2
        && Duration.between(of.getFirst().at(), now).compareTo(ClusterModel.SILENCE) > 0) {
      of.removeFirst();
    }
  }

  /** Counts what the device emitted since its last report, by what is known of its zone now. */
  synchronized void heard(ResourceReport report) {
    Double before = joules.put(report.device(), report.joules());
    DeviceSpec device = devices.get(report.device());
    Double intensity = device == null ? null : carbon.get(device.zone());
    if (before == null
        || device == null
        || intensity == null
        || report.powerSource().equals("unknown")) {
      return;
    }
    // A worker that was started anew counts from 0.
    double used = report.joules() >= before ? report.joules() - before : report.joules();
    if (!grams.containsKey(report.device())) {
      registry.counter(
          Metrics.DEVICE_CARBON,
          this,
          meters -> meters.grams(report.device()),
          device.name().value(),
          Boolean.toString(device.emulated()));
    }
    grams.merge(report.device(), used * intensity / JOULES_PER_KILOWATT_HOUR, Double::sum);
  }

  /** A look at the cluster. */
  synchronized void looked(Snapshot now) {
    carbon = now.carbon().gramsPerKilowattHour(now.devices());
    services = now.seconds();
    living = now.devices().size();
    marks
        .values()
        .removeIf(
            of ->
                Duration.between(of.getLast().at(), now.at()).compareTo(ClusterModel.SILENCE) > 0);
    loads.keySet().retainAll(marks.keySet());
  }

  /** A plan was made, whether or not it is adopted. */
  void made(Plan newPlan) {
    registry
        .distribution(Metrics.SOLVER, newPlan.strategy())
        .recordNanos((long) (newPlan.solverSeconds() * 1e9));
  }

  /** A plan is in force, from this planner or another one. */
  synchronized void inForce(PlanSpec newPlan) {
    if (plan == null || newPlan.epoch() > plan.epoch()) {
      countMoves(plan == null ? List.of() : plan.placements(), newPlan.placements());
      plan = newPlan;
    }
  }

  void told(DecisionSpec decision) {
    registry.counter(Metrics.DECISIONS, label(decision.kind())).increment();
  }

  private void countMoves(List<PlacementSpec> before, List<PlacementSpec> after) {
    Map<List<String>, Integer> change = new HashMap<>();
    before.forEach(place -> change.merge(key(place), -place.instances(), Integer::sum));
    after.forEach(place -> change.merge(key(place), place.instances(), Integer::sum));
    int started = change.values().stream().mapToInt(n -> Math.max(0, n)).sum();
    int stopped = change.values().stream().mapToInt(n -> Math.max(0, -n)).sum();
    registry.counter(Metrics.MOVES, "started").increment(started);
    registry.counter(Metrics.MOVES, "stopped").increment(stopped);
  }

  private static List<String> key(PlacementSpec place) {
    return List.of(
        place.pipeline().value(), place.stage().value(), place.device().value(), place.processor());
  }

  /** Brings all tables up to date. */
  private synchronized void show() {
    Map<Where, Double> measured = new HashMap<>();
    for (LoadReport load : loads.values()) {
      measured.merge(
          new Where(load.pipeline().value(), load.stage().value(), load.device()),
          answeredPerSecond(load.instance()),
          Double::sum);
    }
    show(Metrics.MEASURED_RATE, byDevice(measured));
    Map<Where, Double> seconds = new HashMap<>();
    services.forEach(
        (key, value) ->
            seconds.put(
                new Where(key.pipeline().value(), key.stage().value(), key.device()), value));
    show(Metrics.SERVICE_PREDICTED, byDevice(seconds));
    Map<List<String>, Double> zones = new HashMap<>();
    carbon.forEach((zone, value) -> zones.put(List.of(zone), value));
    show(Metrics.CARBON_INTENSITY, zones);
    PlanSpec now = plan;
    if (now != null) {
      show(now, measured);
    }
  }

  /** What an instance reports as finished counts what it gave up, too; a plan counts answers. */
  private double answeredPerSecond(InstanceId instance) {
    ArrayDeque<Mark> of = marks.get(instance);
    if (of == null || of.size() < 2) {
      return 0;
    }
    double seconds = Duration.between(of.getFirst().at(), of.getLast().at()).toNanos() / 1e9;
    long answered = of.getLast().answered() - of.getFirst().answered();
    return seconds > 0 ? Math.max(0, answered / seconds) : 0;
  }

  private void show(PlanSpec now, Map<Where, Double> measured) {
    Map<Where, Double> planned = new HashMap<>();
    Map<Where, Double> instances = new HashMap<>();
    for (PlacementSpec place : now.placements()) {
      Where where = new Where(place.pipeline().value(), place.stage().value(), place.device());
      planned.merge(where, place.framesPerSecond(), Double::sum);
      instances.merge(where, (double) place.instances(), Double::sum);
    }
    show(Metrics.PLANNED_RATE, byDevice(planned));
    show(Metrics.PLAN_INSTANCES, byDevice(instances));
    Map<List<String>, Double> ofStages = byStage(planned);
    Map<List<String>, Double> ratios = new HashMap<>();
    byStage(measured)
        .forEach(
            (stage, rate) -> {
              double most = ofStages.getOrDefault(stage, 0.0);
              if (most > 0) {
                ratios.put(stage, rate / most);
              }
            });
    show(Metrics.RATE_RATIO, ratios);
    show(Metrics.PLAN_INFO, Map.of(List.of(now.strategy(), now.objective()), 1.0));
    show(Metrics.PLAN_VALUE, Map.of(List.of(now.objective()), now.value()));
    show(Metrics.PLAN_BOUND, Map.of(List.of(now.objective()), now.bound()));
    show(
        Metrics.PLAN_LIMIT,
        now.limitStage().isEmpty()
            ? Map.of()
            : Map.of(
                List.of(now.limitStage(), now.limitDevice(), emulated(now.limitDevice())), 1.0));
    show(Metrics.PLAN_RATE, rates(now, RateSpec::framesPerSecond));
    show(Metrics.PLAN_DEMAND, rates(now, RateSpec::demand));
    show(Metrics.PLAN_LATENCY, rates(now, RateSpec::latencySeconds));
  }

  private void show(Metric metric, Map<List<String>, Double> rows) {
    MetricTable table = tables.get(metric);
    if (table != null) {
      table.show(rows);
    }
  }

  private static Map<List<String>, Double> rates(PlanSpec now, ToDoubleFunction<RateSpec> value) {
    Map<List<String>, Double> rows = new HashMap<>();
    now.rates()
        .forEach(rate -> rows.put(List.of(rate.pipeline().value()), value.applyAsDouble(rate)));
    return rows;
  }

  private static Map<List<String>, Double> byStage(Map<Where, Double> values) {
    Map<List<String>, Double> rows = new HashMap<>();
    values.forEach(
        (where, value) -> rows.merge(List.of(where.pipeline(), where.stage()), value, Double::sum));
    return rows;
  }

  private Map<List<String>, Double> byDevice(Map<Where, Double> values) {
    Map<List<String>, Double> rows = new HashMap<>();
    values.forEach(
        (where, value) -> {
          String device = where.device().value();
          rows.put(List.of(where.pipeline(), where.stage(), device, emulated(device)), value);
        });
    return rows;
  }

  private String emulated(String device) {
    DeviceSpec known = device.isEmpty() ? null : devices.get(new DeviceId(device));
    return Boolean.toString(known != null && known.emulated());
  }

  private synchronized double grams(DeviceId device) {
    return grams.getOrDefault(device, 0.0);
  }

  private synchronized int living() {
    return living;
  }

  private synchronized double ofPlan(ToDoubleFunction<PlanSpec> value) {
    return plan == null ? 0 : value.applyAsDouble(plan);
  }

  private double ageSeconds(PlanSpec now) {
    return Math.max(0, Duration.between(now.made(), clock.instant()).toMillis() / 1e3);
  }

  private static String label(DecisionSpec.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
