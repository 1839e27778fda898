package io.millrace.planner.simulate;

import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.PlannedPipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The cameras, numbered: whose they are, when their frames come, and how many are under way. */
final class Cameras {

  /** No frame waits for room. */
  static final int NONE = -1;

  private static final double NANOS_PER_SECOND = 1e9;

  private final int[] pipeline;
  private final int[] window;

  /** Time between frames; 0 for a camera that waits for room. */
  private final double[] gapNanos;

  private final int[] hash;
  private final boolean poisson;
  private final SplittableRandom random;

  final int[] outstanding;

  /** The frame that waits for room. */
  final int[] held;

  Cameras(World world, Plan plan, SimulationSettings settings, SplittableRandom random) {
    this.random = random;
    this.poisson = settings.arrivals() == Arrivals.POISSON;
    List<int[]> whose = new ArrayList<>();
    List<double[]> gaps = new ArrayList<>();
    for (int p = 0; p < world.problem.pipelines().size(); p++) {
      PlannedPipeline planned = world.problem.pipelines().get(p);
      int count = Math.max(1, planned.cameras());
      double rate = framesPerSecond(planned, plan, settings.load()) / count;
      double gap = rate > 0 ? NANOS_PER_SECOND / rate : 0;
      int room =
          rate > 0 ? settings.admission().liveWindow() : fullWindow(world, p, settings, count);
      for (int c = 0; c < count; c++) {
        whose.add(new int[] {p, room, (planned.id() + "-camera-" + c).hashCode()});
        gaps.add(new double[] {gap});
      }
    }
    pipeline = whose.stream().mapToInt(w -> w[0]).toArray();
    window = whose.stream().mapToInt(w -> w[1]).toArray();
    hash = whose.stream().mapToInt(w -> w[2]).toArray();
    gapNanos = gaps.stream().mapToDouble(g -> g[0]).toArray();
    outstanding = new int[pipeline.length];
    held = new int[pipeline.length];
    Arrays.fill(held, NONE);
  }

  /** Frames per second of all cameras of a pipeline; 0 when they wait for room. */
  private static double framesPerSecond(PlannedPipeline planned, Plan plan, Load load) {
    if (load instanceof Load.Asked) {
      return planned.demand();
    }
    if (load instanceof Load.Share share) {
      double promised =
          plan.rates().stream()
              .filter(rate -> rate.pipeline().equals(planned.id()))
              .mapToDouble(PipelineRate::framesPerSecond)
              .sum();
      if (promised == 0) {
        throw new IllegalArgumentException(
            "The plan promises nothing of pipeline '%s', so there is no share of it."
                .formatted(planned.id()));
      }
      return share.ofPlan() * promised;
    }
    return 0;
  }

  private static int fullWindow(World world, int p, SimulationSettings settings, int cameras) {
    int asked = settings.admission().fullWindow();
    if (asked > 0) {
      return asked;
    }
    long instances = world.instances.stream().filter(i -> i.stage.pipelineIndex == p).count();
    return (int) Math.max(1, (Admission.PER_INSTANCE * instances + cameras - 1) / cameras);
  }

  int count() {
    return pipeline.length;
  }

  int pipeline(int camera) {
    return pipeline[camera];
  }

  /** Most frames under way. */
  int window(int camera) {
    return window[camera];
  }

  /** Hash of its name, which keys its records. */
  int hash(int camera) {
    return hash[camera];
  }

  /** Whether it waits for room rather than dropping frames. */
  boolean waits(int camera) {
    return gapNanos[camera] == 0;
  }

  /** Time until its first frame. */
  long firstGapNanos(int camera) {
    return poisson ? nextGapNanos(camera) : (long) (random.nextDouble() * gapNanos[camera]);
  }

  /** Time from one frame to the next. */
  long nextGapNanos(int camera) {
    return poisson
        ? (long) (-Math.log(1 - random.nextDouble()) * gapNanos[camera])
        : (long) gapNanos[camera];
  }
}
