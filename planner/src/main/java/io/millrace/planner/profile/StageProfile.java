package io.millrace.planner.profile;

import io.millrace.planner.cluster.Checks;

/**
 * How long one stage takes on one processor of one device, or of one kind of device.
 *
 * @param pipeline name of the pipeline, empty for every pipeline that has such a stage
 * @param stage name of the stage
 * @param device name or kind of the device, empty for all
 * @param processor name of the processor, empty for all of the device
 * @param curve seconds per call by batch size
 * @param variation standard deviation of the service time over its mean; 0 is constant
 * @param joulesPerItem energy that one frame adds to an idle device; 0 when not measured, and the
 *     device's power times the service time is taken instead
 */
public record StageProfile(
    String pipeline,
    String stage,
    String device,
    String processor,
    BatchCurve curve,
    double variation,
    double joulesPerItem) {

  public StageProfile {
    Checks.notNegative("variation", variation);
    Checks.notNegative("joules", joulesPerItem);
    if (stage.isBlank()) {
      throw new IllegalArgumentException("stage must be named");
    }
  }

  /** A constant time of a stage on a device, whichever the pipeline and the processor. */
  public static StageProfile of(String stage, String device, double seconds) {
    return new StageProfile("", stage, device, "", BatchCurve.single(seconds), 0, 0);
  }
}
