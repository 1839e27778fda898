package io.millrace.planner.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code pipelines:}.
 *
 * @param name its name
 * @param stages the chain, first stage first
 * @param input what one frame brings to the first stage (default 0)
 * @param cameras how many cameras feed it (default: 1 when a rate is given)
 * @param framesPerSecond what one camera sends (default: no rate is asked for)
 * @param weight its share when several pipelines compete (default 1)
 * @param latency bound on the mean time from first stage to last, without queues (default: none)
 */
record PipelineSection(
    String name,
    List<StageSection> stages,
    @Nullable String input,
    @Nullable Integer cameras,
    @JsonProperty("frames_per_second") @Nullable Double framesPerSecond,
    @Nullable Double weight,
    @Nullable Duration latency) {

  PipelineSection {
    convert(name, stages, input, cameras, framesPerSecond, weight, latency);
  }

  /**
   * One entry of {@code stages:}.
   *
   * @param name its name
   * @param memory what one instance holds
   * @param output what it sends on per frame (default 0)
   * @param batch most frames in one call of its model (default 1)
   */
  record StageSection(
      String name, String memory, @Nullable String output, @Nullable Integer batch) {

    StageSection {
      convert(name, memory, output, batch);
    }

    PlannedStage toStage() {
      return convert(name, memory, output, batch);
    }

    private static PlannedStage convert(
        String name, String memory, @Nullable String output, @Nullable Integer batch) {
      return new PlannedStage(
          new StageId(name),
          (long) UnitText.bytes("memory", memory),
          output == null ? 0 : UnitText.bytes("output", output),
          batch == null ? 1 : batch);
    }
  }

  PlannedPipeline toPipeline() {
    return convert(name, stages, input, cameras, framesPerSecond, weight, latency);
  }

  private static PlannedPipeline convert(
      String name,
      List<StageSection> stages,
      @Nullable String input,
      @Nullable Integer cameras,
      @Nullable Double framesPerSecond,
      @Nullable Double weight,
      @Nullable Duration latency) {
    if (cameras != null && framesPerSecond == null) {
      throw new IllegalArgumentException(
          "frames_per_second must be given with cameras (%d)".formatted(cameras));
    }
    int fed = framesPerSecond == null ? 0 : cameras == null ? 1 : cameras;
    return new PlannedPipeline(
        PipelineId.of(name),
        stages.stream().map(StageSection::toStage).toList(),
        input == null ? 0 : UnitText.bytes("input", input),
        fed,
        framesPerSecond == null ? 0 : framesPerSecond,
        weight == null ? 1 : weight,
        latency == null ? Double.POSITIVE_INFINITY : NetworkSection.seconds(latency));
  }
}
