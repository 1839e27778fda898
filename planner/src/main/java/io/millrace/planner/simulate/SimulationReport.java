package io.millrace.planner.simulate;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * A simulated run in figures. Rates, latencies and utilisation are those after the warm-up; the
 * account is that of the whole run.
 *
 * @param strategy who made the plan
 * @param routing how records were routed
 * @param load what the cameras brought
 * @param seed of everything that was drawn at random
 * @param seconds simulated time
 * @param warmUpSeconds of it, before rates and latencies were measured
 * @param pipelines what each pipeline carried
 * @param stages what each stage did
 * @param devices how busy each processor was
 * @param framesUnderWay frames that the simulator still held at the end, counted one by one
 * @param accounted whether the pipelines' accounts agree with that count
 * @param events events that were simulated
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SimulationReport(
    String strategy,
    String routing,
    String load,
    long seed,
    double seconds,
    double warmUpSeconds,
    List<PipelineFlow> pipelines,
    List<StageFlow> stages,
    List<ProcessorUse> devices,
    long framesUnderWay,
    boolean accounted,
    long events) {

  public SimulationReport {
    pipelines = List.copyOf(pipelines);
    stages = List.copyOf(stages);
    devices = List.copyOf(devices);
  }

  /**
   * What a pipeline carried.
   *
   * @param pipeline its name
   * @param plannedFramesPerSecond what the plan promises
   * @param offeredFramesPerSecond what the cameras brought
   * @param framesPerSecond results per second
   * @param latency from capture to result
   * @param framesIn frames that the cameras brought in the whole run
   * @param results frames answered
   * @param drops frames given up, by reason, at cameras and stages together
   * @param inFlight frames without an outcome at the end
   * @param duplicates outcomes of frames that had one already
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record PipelineFlow(
      String pipeline,
      double plannedFramesPerSecond,
      double offeredFramesPerSecond,
      double framesPerSecond,
      LatencySeconds latency,
      long framesIn,
      long results,
      Map<String, Long> drops,
      long inFlight,
      long duplicates) {

    public PipelineFlow {
      drops = Map.copyOf(drops);
    }

    /** Achieved over planned throughput; 0 if nothing was planned. */
    public double ofPlan() {
      return plannedFramesPerSecond == 0 ? 0 : framesPerSecond / plannedFramesPerSecond;
    }
  }

  /** Mean and quantiles of a time, in seconds; 0 without any. */
  public record LatencySeconds(double mean, double p50, double p95, double p99, double max) {}

  /**
   * What a stage did.
   *
   * @param pipeline whose stage it is
   * @param stage its name
   * @param instances that were placed
   * @param lanes of its topic
   * @param framesPerSecond frames passed on or answered per second
   * @param framesPerCall mean batch; 0 without a call
   * @param stale frames dropped as stale
   * @param redelivered records that were taken again because their owner died or lost the lane
   * @param backlog records that waited in its lanes at the end
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record StageFlow(
      String pipeline,
      String stage,
      int instances,
      int lanes,
      double framesPerSecond,
      double framesPerCall,
      long stale,
      long redelivered,
      long backlog) {}

  /**
   * How busy a processor was.
   *
   * @param device whose processor it is
   * @param processor its name
   * @param stages names of the stages that it runs
   * @param utilisation share of the time in which it worked or was held by sending, 0 to 1
   * @param sending share of the time in which it was held by sending
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record ProcessorUse(
      String device, String processor, List<String> stages, double utilisation, double sending) {

    public ProcessorUse {
      stages = List.copyOf(stages);
    }
  }

  /** The pipeline of this name. */
  public PipelineFlow pipeline(String name) {
    return pipelines.stream()
        .filter(flow -> flow.pipeline().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("There is no pipeline '%s'.".formatted(name)));
  }

  /** Mean utilisation of the processors that run anything; 0 if none does. */
  public double meanUtilisation() {
    return devices.stream()
        .filter(use -> !use.stages().isEmpty())
        .mapToDouble(ProcessorUse::utilisation)
        .average()
        .orElse(0);
  }
}
