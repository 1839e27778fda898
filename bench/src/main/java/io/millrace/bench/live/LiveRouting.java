package io.millrace.bench.live;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.replan.PlanSpecs;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PlanSpec;
import io.millrace.worker.app.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What routing makes of devices that differ four to one, on a real broker: two stages, each on a
 * fast and a slow device, first as planned, then after a fast one has slowed down to a third and
 * nobody plans again.
 */
public final class LiveRouting {

  private static final double FAST_SECONDS = 0.05;
  private static final double SLOW_SECONDS = 0.2;
  private static final double SLOWER = 3;
  private static final double OUTPUT_BYTES = 50_000;
  private static final double LOAD = 0.8;
  private static final long MEMORY = 1L << 30;
  private static final int WINDOW = 200;
  private static final String CAMERA = "gate";
  private static final DeviceId VICTIM = new DeviceId("fast-1");
  private static final Duration DRAIN = Duration.ofMinutes(2);

  private final Duration settle;
  private final Duration measure;

  /**
   * One measurement.
   *
   * @param routing its name
   * @param slowed whether a fast device has slowed down
   * @param possible frames per second that all instances could carry together
   * @param perSecond results per second when there is always a frame to take
   * @param offered frames per second of the second measurement
   * @param p50Seconds median time from capture to result at that rate
   * @param p95Seconds 95th percentile of the same
   */
  public record Row(
      String routing,
      boolean slowed,
      double possible,
      double perSecond,
      double offered,
      double p50Seconds,
      double p95Seconds) {}

  /**
   * A comparison.
   *
   * @param settle time before each measurement
   * @param measure time of each measurement
   */
  public LiveRouting(Duration settle, Duration measure) {
    this.settle = settle;
    this.measure = measure;
  }

  /** Two stages, two fast and two slow devices. */
  static Problem problem() {
    List<Device> devices = new ArrayList<>();
    List<StageProfile> profiles = new ArrayList<>();
    for (String name : List.of("fast-1", "fast-2", "slow-1", "slow-2")) {
      devices.add(Device.of(name, MEMORY));
      for (String stage : List.of("first", "second")) {
        profiles.add(
            StageProfile.of(stage, name, name.startsWith("fast") ? FAST_SECONDS : SLOW_SECONDS));
      }
    }
    return new Problem(
        Cluster.of(devices, BrokerHop.UNLIMITED),
        List.of(
            PlannedPipeline.of(
                "routing",
                List.of(
                    PlannedStage.of("first", 1, OUTPUT_BYTES),
                    PlannedStage.of("second", 1, OUTPUT_BYTES)))),
        new Profiles(profiles));
  }

  /** Measures one routing. */
  public List<Row> run(String routing, Path data) throws InterruptedException {
    Problem problem = problem();
    Plan plan =
        Strategies.BUILT_IN
            .named("nudif")
            .plan(problem, Goal.DEFAULT, Budget.of(Goal.DEFAULT.budget(), System::nanoTime));
    double possible = plan.framesPerSecond();
    List<Row> rows = new ArrayList<>();
    try (LiveCluster cluster =
        LiveCluster.open(
            data, LiveProblems.pipeline(problem, 1, routing), LiveProblems.models(), WINDOW)) {
      LiveProblems.devices(problem, 1).forEach(cluster::join);
      PlanSpec spec =
          PlanSpecs.of(plan, problem, 1, Instant.now(), List.of("a measurement"), false);
      cluster.publish(spec);
      rows.add(measure(cluster, routing, false, possible));
      Worker worker = cluster.worker(VICTIM);
      worker.pretend(worker.emulation().timesSlower(SLOWER));
      double left = 1 / (SLOWER * FAST_SECONDS) + 1 / SLOW_SECONDS;
      rows.add(measure(cluster, routing, true, Math.min(possible, left)));
      if (!cluster.drain(DRAIN) || !cluster.account().accounted()) {
        throw new IllegalStateException("Frames were lost: " + cluster.account());
      }
    }
    return rows;
  }

  private Row measure(LiveCluster cluster, String routing, boolean slowed, double possible)
      throws InterruptedException {
    cluster.camera(CAMERA, "asap");
    LiveCluster.pause(settle);
    double perSecond = cluster.resultsPerSecond(measure);
    cluster.removeCamera(CAMERA);
    double offered = LOAD * possible;
    cluster.camera(CAMERA, String.format(Locale.ROOT, "%.2f/s", offered));
    LiveCluster.pause(settle);
    Instant from = Instant.now();
    LiveCluster.pause(measure);
    Instant to = Instant.now();
    cluster.removeCamera(CAMERA);
    return new Row(
        routing,
        slowed,
        possible,
        perSecond,
        offered,
        cluster.finished().latencySeconds(from, to, 0.5),
        cluster.finished().latencySeconds(from, to, 0.95));
  }
}
