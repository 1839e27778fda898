package io.millrace.planner.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.profile.BatchCurve;
import io.millrace.planner.profile.StageProfile;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code profiles:}; the most particular one wins.
 *
 * @param stage the stage it is of
 * @param pipeline the stage's pipeline (default: every pipeline that has such a stage)
 * @param device the device it was measured on (default: all, or those of {@code kind})
 * @param kind the kind of device it was measured on
 * @param processor the processor it was measured on (default: all)
 * @param seconds seconds per frame, one frame at a time
 * @param secondsByBatch seconds per call by how many frames it carries
 * @param variation standard deviation of the time over its mean (default 0)
 * @param joules energy that one frame adds to an idle device (default: power times time)
 */
record ProfileSection(
    String stage,
    @Nullable String pipeline,
    @Nullable String device,
    @Nullable String kind,
    @Nullable String processor,
    @Nullable Double seconds,
    @JsonProperty("seconds_by_batch") @Nullable Map<Integer, Double> secondsByBatch,
    @Nullable Double variation,
    @Nullable Double joules) {

  ProfileSection {
    if (device != null && kind != null) {
      throw new IllegalArgumentException(
          "either device ('%s') or kind ('%s') must be given, not both".formatted(device, kind));
    }
    convert(stage, pipeline, device, kind, processor, seconds, secondsByBatch, variation, joules);
  }

  StageProfile toProfile() {
    return convert(
        stage, pipeline, device, kind, processor, seconds, secondsByBatch, variation, joules);
  }

  private static StageProfile convert(
      String stage,
      @Nullable String pipeline,
      @Nullable String device,
      @Nullable String kind,
      @Nullable String processor,
      @Nullable Double seconds,
      @Nullable Map<Integer, Double> secondsByBatch,
      @Nullable Double variation,
      @Nullable Double joules) {
    return new StageProfile(
        pipeline == null ? "" : pipeline,
        stage,
        device != null ? device : kind != null ? kind : "",
        processor == null ? "" : processor,
        curve(seconds, secondsByBatch),
        variation == null ? 0 : variation,
        joules == null ? 0 : joules);
  }

  private static BatchCurve curve(
      @Nullable Double seconds, @Nullable Map<Integer, Double> secondsByBatch) {
    if (seconds != null && secondsByBatch == null) {
      return BatchCurve.single(seconds);
    }
    if (seconds == null && secondsByBatch != null) {
      return new BatchCurve(new TreeMap<>(secondsByBatch));
    }
    throw new IllegalArgumentException(
        "either seconds or seconds_by_batch must be given (%s given)"
            .formatted(seconds == null ? "none" : "both"));
  }
}
