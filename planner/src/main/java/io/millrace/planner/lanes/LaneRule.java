package io.millrace.planner.lanes;

import io.millrace.planner.cluster.Checks;
import io.millrace.planner.plan.LaneCount;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From the instances of a stage to the lanes of its topic.
 *
 * <p>An instance without a lane gets no work, and a broker hands out whole lanes, as evenly as it
 * can. In this order:
 *
 * <ol>
 *   <li>one lane per instance, at least;
 *   <li>times one plus the headroom, rounded up, so that so many instances may join before the
 *       topic has to grow;
 *   <li>where the fastest instance is planned to carry at least {@link #UNEQUAL} times what the
 *       slowest does, two lanes per instance at least: the router weighs owners and not lanes, but
 *       a fast instance that has a second lane keeps working while one of them moves;
 *   <li>not above the maximum, unless there are more instances than that;
 *   <li>never fewer than there are: lanes hold records and only ever grow in place.
 * </ol>
 *
 * @param headroom share of instances that may join without new lanes, 0 or above
 * @param maximum most lanes of one topic, at least 1
 */
public record LaneRule(double headroom, int maximum) {

  /** Half as many instances again, at most 1 000 lanes. */
  public static final LaneRule DEFAULT = new LaneRule(0.5, 1000);

  /** Fastest over slowest instance from which a stage counts as unequal. */
  public static final double UNEQUAL = 1.5;

  public LaneRule {
    Checks.notNegative("headroom", headroom);
    Checks.atLeastOne("maximum", maximum);
  }

  /**
   * Lanes of the topic that a stage reads.
   *
   * @param instanceRates frames per second that each instance is planned to carry
   * @param current lanes that the topic has now, 0 when there is no topic yet
   */
  public LaneCount count(PipelineId pipeline, StageId stage, double[] instanceRates, int current) {
    int instances = instanceRates.length;
    List<String> why = new ArrayList<>();
    int lanes = Math.max(1, instances);
    why.add("1 per instance (%d)".formatted(instances));
    int roomy = (int) Math.min(Integer.MAX_VALUE, Math.ceil(instances * (1 + headroom) - 1e-9));
    if (roomy > lanes) {
      lanes = roomy;
      why.add("%.0f %% headroom makes %d".formatted(100 * headroom, lanes));
    }
    if (unequal(instanceRates) && 2 * instances > lanes) {
      lanes = 2 * instances;
      why.add("unequal instances get 2 each, %d".formatted(lanes));
    }
    int most = Math.max(maximum, instances);
    if (lanes > most) {
      lanes = most;
      why.add(
          instances > maximum
              ? "the maximum of %d gives way to the instances".formatted(maximum)
              : "at most %d".formatted(maximum));
    }
    if (current > lanes) {
      lanes = current;
      why.add("the topic has %d and never shrinks".formatted(current));
    }
    return new LaneCount(pipeline, stage, lanes, String.join("; ", why));
  }

  private static boolean unequal(double[] rates) {
    double most = Arrays.stream(rates).max().orElse(0);
    double least = Arrays.stream(rates).min().orElse(0);
    return rates.length > 1 && most >= UNEQUAL * least;
  }
}
