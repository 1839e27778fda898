package io.millrace.topics.record;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long a stage takes on a processor of a device, as its worker measured it.
 *
 * @param pipeline the pipeline
 * @param stage the stage
 * @param device the device
 * @param processor name of the processor
 * @param at when it was measured
 * @param secondsByBatch seconds of one model call, decoding included, by frames in it
 * @param variation standard deviation over mean of the time at the smallest batch
 * @param memoryBytes what one instance holds
 * @param outputBytes what it sends on per frame; 0 when not measured
 * @param joules energy that one frame adds to an idle device; 0 when not measured
 * @param emulated whether the device's speed is emulated
 */
public record ProfileSpec(
    PipelineId pipeline,
    StageId stage,
    DeviceId device,
    String processor,
    Instant at,
    SortedMap<Integer, Double> secondsByBatch,
    double variation,
    long memoryBytes,
    double outputBytes,
    double joules,
    boolean emulated) {

  public ProfileSpec {
    secondsByBatch = Collections.unmodifiableSortedMap(new TreeMap<>(secondsByBatch));
    if (secondsByBatch.isEmpty()) {
      throw new IllegalArgumentException("secondsByBatch must have at least one entry");
    }
    secondsByBatch.forEach(
        (batch, seconds) -> {
          Amounts.checkAtLeastOne("a batch in secondsByBatch", batch);
          if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "the seconds at batch %d must be > 0 (were %s)".formatted(batch, seconds));
          }
        });
    Amounts.check("variation", variation);
    Amounts.check("memoryBytes", (double) memoryBytes);
    Amounts.check("outputBytes", outputBytes);
    Amounts.check("joules", joules);
  }

  /** Key of the record on its topic: one profile per stage and processor is kept. */
  public String key() {
    return device + "/" + processor + "/" + pipeline + "/" + stage;
  }
}
