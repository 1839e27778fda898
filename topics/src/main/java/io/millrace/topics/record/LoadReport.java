package io.millrace.topics.record;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an instance says about itself five times a second.
 *
 * <p>Totals count from the start of the instance, so that a lost report loses nothing.
 *
 * @param instance the instance
 * @param device where it runs
 * @param pipeline the pipeline
 * @param stage the stage
 * @param at when the report was made
 * @param state {@code warming}, {@code serving} or {@code draining}
 * @param lanes partitions of the stage's topic that the instance owns now
 * @param backlog frames that wait in those lanes and in the instance, in frames
 * @param inFlight frames being worked on now
 * @param serviceSeconds typical time the instance is busy per frame (exponentially weighted mean);
 *     0 before the first frame
 * @param computeSeconds the part of it that the instance works: without sending over an emulated
 *     network, and without waiting for a core that an emulated device does not have; this is what
 *     profiles say
 * @param framesPerSecond frames finished per second, over the last seconds
 * @param batch mean frames per model call, over the last seconds
 * @param waitP50Seconds median time from capture to being taken by this stage; below 0 when the
 *     camera's clock runs ahead
 * @param latencyP50Seconds median time from being taken to being acknowledged at the next topic
 * @param latencyP95Seconds 95th percentile of the same
 * @param oldestSeconds age since capture of the oldest frame that waits in the instance; 0 when
 *     none waits
 * @param taken frames taken from the lanes
 * @param answered frames passed on or answered
 * @param deadLetters frames that could not be worked on
 * @param drops frames dropped, by reason
 * @param emulated whether the device's speed is emulated rather than real
 */
public record LoadReport(
    InstanceId instance,
    DeviceId device,
    PipelineId pipeline,
    StageId stage,
    Instant at,
    String state,
    List<Integer> lanes,
    long backlog,
    int inFlight,
    double serviceSeconds,
    double computeSeconds,
    double framesPerSecond,
    double batch,
    double waitP50Seconds,
    double latencyP50Seconds,
    double latencyP95Seconds,
    double oldestSeconds,
    long taken,
    long answered,
    long deadLetters,
    Map<Reason, Long> drops,
    boolean emulated) {

  /** State of an instance whose model is not ready yet. */
  public static final String WARMING = "warming";

  /** State of an instance that takes frames. */
  public static final String SERVING = "serving";

  /** State of an instance that finishes what it has and takes nothing more. */
  public static final String DRAINING = "draining";

  public LoadReport {
    if (lanes.stream().anyMatch(lane -> lane < 0)) {
      throw new IllegalArgumentException(
          "The lanes %s of %s must not be negative.".formatted(lanes, instance));
    }
    checkAmount(instance, "backlog", (double) backlog);
    checkAmount(instance, "inFlight", inFlight);
    checkAmount(instance, "serviceSeconds", serviceSeconds);
    checkAmount(instance, "computeSeconds", computeSeconds);
    checkAmount(instance, "framesPerSecond", framesPerSecond);
    checkAmount(instance, "batch", batch);
    checkNumber(instance, "waitP50Seconds", waitP50Seconds);
    checkAmount(instance, "latencyP50Seconds", latencyP50Seconds);
    checkAmount(instance, "latencyP95Seconds", latencyP95Seconds);
    checkNumber(instance, "oldestSeconds", oldestSeconds);
    checkAmount(instance, "taken", (double) taken);
    checkAmount(instance, "answered", (double) answered);
    checkAmount(instance, "deadLetters", (double) deadLetters);
    lanes = List.copyOf(lanes);
    EnumMap<Reason, Long> ordered = new EnumMap<>(Reason.class);
    ordered.putAll(drops);
    drops = Collections.unmodifiableMap(ordered);
  }

  private static void checkNumber(InstanceId instance, String what, double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          "The %s of %s must be a number (was %s).".formatted(what, instance, number));
    }
  }

  private static void checkAmount(InstanceId instance, String what, double amount) {
    if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The %s of %s must be a number, 0 or more (was %s).".formatted(what, instance, amount));
    }
  }
}
