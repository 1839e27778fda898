package io.millrace.planner.score;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.StageProfile;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What placements with stated rates carry, and what they overload.
 *
 * <p>The rate of a pipeline is the least sum of any of its stages. Nothing here knows how the
 * placements came about: memory, time, links and latency are added up from the problem anew.
 *
 * @param rates frames per second by pipeline
 * @param latencySeconds mean time through all stages by pipeline, without queues; 0 where nothing
 *     is carried
 * @param watts power of the devices in use
 * @param carbonGramsPerHour emissions of the devices in use
 * @param violations what is overloaded, one sentence each; empty when the placements can be kept
 */
public record SharedScore(
    List<Double> rates,
    List<Double> latencySeconds,
    double watts,
    double carbonGramsPerHour,
    List<String> violations) {

  /** Relative excess that counts as none: solvers work to about this precision. */
  public static final double TOLERANCE = 1e-6;

  /**
   * Frames that one device sends to the next stage on another, or keeps.
   *
   * @param stage the stage that sends
   */
  public record Route(
      PipelineId pipeline, StageId stage, DeviceId from, DeviceId to, double framesPerSecond) {}

  public SharedScore {
    rates = List.copyOf(rates);
    latencySeconds = List.copyOf(latencySeconds);
    violations = List.copyOf(violations);
  }

  /** Whether nothing is overloaded. */
  public boolean feasible() {
    return violations.isEmpty();
  }

  /**
   * Scores placements whose frames are routed by the planned weights: every device sends to the
   * devices of the next stage in proportion to their rates.
   */
  public static SharedScore of(Problem problem, List<Placement> placements, double headroom) {
    return of(problem, placements, proportional(problem, placements), headroom);
  }

  /**
   * Scores placements whose frames go these ways; ways count only with direct links.
   *
   * @param headroom share of a processor's time that must stay free
   */
  public static SharedScore of(
      Problem problem, List<Placement> placements, List<Route> routes, double headroom) {
    return new Sum(problem, placements, routes, headroom).score();
  }

  private static List<Route> proportional(Problem problem, List<Placement> placements) {
    if (!(problem.cluster().network() instanceof DirectLinks)) {
      return List.of();
    }
    List<Route> routes = new ArrayList<>();
    for (PlannedPipeline pipeline : problem.pipelines()) {
      for (int s = 0; s + 1 < pipeline.stages().size(); s++) {
        Map<DeviceId, Double> from = byDevice(pipeline, s, placements);
        Map<DeviceId, Double> to = byDevice(pipeline, s + 1, placements);
        double sum = to.values().stream().mapToDouble(v -> v).sum();
        StageId stage = pipeline.stages().get(s).id();
        from.forEach(
            (j, out) ->
                to.forEach(
                    (k, in) ->
                        routes.add(
                            new Route(pipeline.id(), stage, j, k, sum == 0 ? 0 : out * in / sum))));
      }
    }
    return routes;
  }

  private static Map<DeviceId, Double> byDevice(
      PlannedPipeline pipeline, int stage, List<Placement> placements) {
    Map<DeviceId, Double> sum = new HashMap<>();
    for (Placement p : placements) {
      if (p.pipeline().equals(pipeline.id())
          && p.stage().equals(pipeline.stages().get(stage).id())) {
        sum.merge(p.device(), p.framesPerSecond(), Double::sum);
      }
    }
    return sum;
  }

  /** The adding up. */
  private static final class Sum {

    private record Unit(DeviceId device, String processor) {}

    private record Link(DeviceId from, DeviceId to) {}

    private final Problem problem;
    private final Cluster cluster;
    private final List<Placement> placements;
    private final List<Route> routes;
    private final double usable;
    private final Map<DeviceId, Device> devices = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<DeviceId, Double> joulesPerSecond = new HashMap<>();
    private final Map<PipelineId, Double> busySeconds = new HashMap<>();

    Sum(Problem problem, List<Placement> placements, List<Route> routes, double headroom) {
      this.problem = problem;
      this.cluster = problem.cluster();
      this.placements = placements;
      this.routes = routes;
      this.usable = 1 - headroom;
      cluster.devices().forEach(d -> devices.put(d.id(), d));
    }

    SharedScore score() {
      memoryAndTime();
      if (cluster.network() instanceof DirectLinks links) {
        direct(links);
      } else if (cluster.network() instanceof BrokerHop hop) {
        broker(hop);
      }
      List<Double> rates = new ArrayList<>();
      List<Double> latencies = new ArrayList<>();
      for (PlannedPipeline pipeline : problem.pipelines()) {
        double rate = Double.POSITIVE_INFINITY;
        for (int s = 0; s < pipeline.stages().size(); s++) {
          double sum =
              byDevice(pipeline, s, placements).values().stream().mapToDouble(v -> v).sum();
          rate = Math.min(rate, sum);
        }
        double latency = rate == 0 ? 0 : busySeconds.getOrDefault(pipeline.id(), 0.0) / rate;
        check("latency of pipeline '%s' (s)", pipeline.id(), latency, pipeline.latencySeconds());
        rates.add(rate);
        latencies.add(latency);
      }
      double watts = 0;
      double grams = 0;
      Set<DeviceId> used = new HashSet<>();
      placements.forEach(p -> used.add(p.device()));
      for (Device device : cluster.devices()) {
        if (used.contains(device.id())) {
          double here = device.power().idleWatts() + joulesPerSecond.getOrDefault(device.id(), 0.0);
          watts += here;
          grams +=
              here / 1000 * cluster.carbonGramsPerKilowattHour().getOrDefault(device.zone(), 0.0);
        }
      }
      return new SharedScore(rates, latencies, watts, grams, violations);
    }

    private void memoryAndTime() {
      Map<Unit, Long> memory = new HashMap<>();
      Map<Unit, Double> time = new HashMap<>();
      for (Placement p : placements) {
        Device device = devices.get(p.device());
        PlannedPipeline pipeline = pipeline(p.pipeline());
        if (device == null) {
          violations.add("there is no device '%s'".formatted(p.device()));
          continue;
        }
        PlannedStage stage = stage(pipeline, p.stage());
        Processor unit =
            device.processors().stream()
                .filter(u -> u.name().equals(p.processor()))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "device '%s' has no processor '%s'"
                                .formatted(p.device(), p.processor())));
        StageProfile profile = problem.profile(pipeline, stage, device, unit).orElse(null);
        if (profile == null) {
          violations.add(
              "stage '%s' cannot run on '%s' (%s)".formatted(p.stage(), p.device(), p.processor()));
          continue;
        }
        double seconds = profile.curve().itemSeconds(stage.batch());
        double busy = seconds * p.framesPerSecond();
        time.merge(new Unit(device.id(), unit.name()), busy, Double::sum);
        check(
            "instances of stage '" + p.stage() + "' on '%s' (time)",
            p.device(),
            busy,
            usable * p.instances());
        memory.merge(
            new Unit(device.id(), unit.memoryBytes() > 0 ? unit.name() : ""),
            stage.memoryBytes() * p.instances(),
            Long::sum);
        joulesPerSecond.merge(
            device.id(),
            p.framesPerSecond()
                * (profile.joulesPerItem() > 0
                    ? profile.joulesPerItem()
                    : device.power().addedWatts() * seconds / unit.parallel()),
            Double::sum);
        busySeconds.merge(pipeline.id(), p.framesPerSecond() * call(profile, stage), Double::sum);
      }
      for (Device device : cluster.devices()) {
        within("memory of '%s' (bytes)", device.id(), memory, "", device.memoryBytes());
        for (Processor unit : device.processors()) {
          if (unit.memoryBytes() > 0) {
            within("memory of '%s' (bytes)", device.id(), memory, unit.name(), unit.memoryBytes());
          }
          check(
              "processor " + unit.name() + " of '%s' (time)",
              device.id(),
              time.getOrDefault(new Unit(device.id(), unit.name()), 0.0),
              usable * unit.parallel());
        }
      }
    }

    private void within(
        String what, DeviceId device, Map<Unit, Long> used, String pool, long most) {
      long sum = used.getOrDefault(new Unit(device, pool), 0L);
      if (sum > most) {
        violations.add((what + ": %d of %d").formatted(device, sum, most));
      }
    }

    /** Time of one call at the smallest batch that costs least per frame. */
    private static double call(StageProfile profile, PlannedStage stage) {
      double best = Double.POSITIVE_INFINITY;
      double perItem = Double.POSITIVE_INFINITY;
      for (int batch = 1; batch <= stage.batch(); batch++) {
        double call = profile.curve().callSeconds(batch);
        if (call / batch < perItem * (1 - 1e-12)) {
          perItem = call / batch;
          best = call;
        }
      }
      return best;
    }

    private void broker(BrokerHop hop) {
      Map<DeviceId, Double> bytes = new HashMap<>();
      double total = 0;
      for (Placement p : placements) {
        PlannedPipeline pipeline = pipeline(p.pipeline());
        double moved = p.framesPerSecond() * pipeline.bytesThrough(place(pipeline, p.stage()));
        bytes.merge(p.device(), moved, Double::sum);
        total += moved;
        Device device = devices.get(p.device());
        double uplink = device == null ? 1 : device.uplinkBytesPerSecond();
        busySeconds.merge(
            pipeline.id(),
            p.framesPerSecond() * hop.latencySeconds() + moved / uplink,
            Double::sum);
      }
      bytes.forEach(
          (device, moved) ->
              check(
                  "uplink of '%s' (bytes/s)",
                  device,
                  moved,
                  devices.containsKey(device)
                      ? devices.get(device).uplinkBytesPerSecond()
                      : Double.POSITIVE_INFINITY));
      check("the broker%s (bytes/s)", "", total, hop.bytesPerSecond());
    }

    private void direct(DirectLinks links) {
      Map<Link, Double> bytes = new HashMap<>();
      Map<DeviceId, Double> moved = new HashMap<>();
      for (Route route : routes) {
        PlannedPipeline pipeline = pipeline(route.pipeline());
        double size = stage(pipeline, route.stage()).outputBytes();
        int from = cluster.indexOf(route.from());
        int to = cluster.indexOf(route.to());
        busySeconds.merge(
            pipeline.id(), route.framesPerSecond() * links.seconds(from, to, size), Double::sum);
        if (from != to) {
          bytes.merge(
              new Link(route.from(), route.to()), size * route.framesPerSecond(), Double::sum);
          moved.merge(route.from(), size * route.framesPerSecond(), Double::sum);
          moved.merge(route.to(), size * route.framesPerSecond(), Double::sum);
        }
      }
      bytes.forEach(
          (link, sum) ->
              check(
                  "link from '%s' to '" + link.to() + "' (bytes/s)",
                  link.from(),
                  sum,
                  links.bytesPerSecond(cluster.indexOf(link.from()), cluster.indexOf(link.to()))));
      conserve();
      for (Placement p : placements) {
        PlannedPipeline pipeline = pipeline(p.pipeline());
        int s = place(pipeline, p.stage());
        int last = pipeline.stages().size() - 1;
        moved.merge(
            p.device(),
            p.framesPerSecond()
                * ((s == 0 ? pipeline.inputBytes() : 0)
                    + (s == last ? pipeline.stages().get(last).outputBytes() : 0)),
            Double::sum);
      }
      moved.forEach(
          (device, sum) ->
              check(
                  "uplink of '%s' (bytes/s)",
                  device,
                  sum,
                  devices.containsKey(device)
                      ? devices.get(device).uplinkBytesPerSecond()
                      : Double.POSITIVE_INFINITY));
    }

    /** What a device makes must leave it, and what it works on must reach it. */
    private void conserve() {
      for (PlannedPipeline pipeline : problem.pipelines()) {
        for (int s = 0; s + 1 < pipeline.stages().size(); s++) {
          Map<DeviceId, Double> out = byDevice(pipeline, s, placements);
          Map<DeviceId, Double> in = byDevice(pipeline, s + 1, placements);
          double rate = out.values().stream().mapToDouble(v -> v).sum();
          for (Route route : routes) {
            if (route.pipeline().equals(pipeline.id())
                && route.stage().equals(pipeline.stages().get(s).id())) {
              out.merge(route.from(), -route.framesPerSecond(), Double::sum);
              in.merge(route.to(), -route.framesPerSecond(), Double::sum);
            }
          }
          String stage = pipeline.stages().get(s).id().value();
          balance(out, rate, "what stage '" + stage + "' makes on '%s' is not what leaves it");
          balance(in, rate, "what follows stage '" + stage + "' on '%s' is not what reaches it");
        }
      }
    }

    private void balance(Map<DeviceId, Double> rest, double rate, String what) {
      rest.forEach(
          (device, difference) -> {
            if (Math.abs(difference) > 10 * TOLERANCE * rate) {
              violations.add(what.formatted(device) + " (%g frames/s)".formatted(difference));
            }
          });
    }

    private void check(String what, Object whose, double value, double most) {
      if (value > most * (1 + TOLERANCE)) {
        violations.add(
            (what + ": %s of %s").formatted(whose, Digits.many(value), Digits.many(most)));
      }
    }

    private PlannedPipeline pipeline(PipelineId id) {
      return problem.pipelines().stream()
          .filter(p -> p.id().equals(id))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("there is no pipeline '" + id + "'"));
    }

    private static int place(PlannedPipeline pipeline, StageId stage) {
      for (int s = 0; s < pipeline.stages().size(); s++) {
        if (pipeline.stages().get(s).id().equals(stage)) {
          return s;
        }
      }
      throw new IllegalArgumentException(
          "pipeline '%s' has no stage '%s'".formatted(pipeline.id(), stage));
    }

    private static PlannedStage stage(PlannedPipeline pipeline, StageId stage) {
      return pipeline.stages().get(place(pipeline, stage));
    }
  }
}
