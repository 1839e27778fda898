package io.millrace.planner.simulate;

import io.millrace.topics.route.LaneRouter;
import io.millrace.topics.route.RoutingStrategy;
import java.util.SplittableRandom;

/**
 * One process's way to a stage, with the live system's router in it.
 *
 * <p>As there, a process has one router per stage that it sends to: one for all cameras, and one
 * per device and stage. Reports are handed to the router when it is asked next, the latest of each
 * instance only: it counts what was sent since a report, and between two questions nothing is sent,
 * so it chooses as if it had heard all of them.
 */
final class Route {

  private final StageNode stage;
  private final LaneRouter router;
  private final SplittableRandom random;
  private final int[] heard;
  private int reports;

  Route(StageNode stage, String strategy, long seed) {
    this.stage = stage;
    this.router =
        new LaneRouter(
            RoutingStrategy.named(strategy), stage.lanes.length, LaneRouter.DEFAULT_FRESH_NANOS);
    this.random = new SplittableRandom(seed);
    this.heard = new int[stage.instances.size()];
    router.plan(stage.weights);
  }

  /** The lane of the next record of a camera. */
  LaneLog choose(int cameraHash, long nowNanos) {
    if (reports != stage.reports) {
      reports = stage.reports;
      for (int i = 0; i < heard.length; i++) {
        InstanceNode instance = stage.instances.get(i);
        if (instance.reportNumber != heard[i]) {
          heard[i] = instance.reportNumber;
          router.report(instance.load);
        }
      }
    }
    return stage.lanes[router.route(cameraHash, random.nextLong(), nowNanos)];
  }
}
