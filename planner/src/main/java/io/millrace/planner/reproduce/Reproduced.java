package io.millrace.planner.reproduce;

/**
 * One published figure beside ours.
 *
 * @param name what it is
 * @param published the figure to meet; NaN where the paper prints none
 * @param ours what this code gives
 * @param unit of both
 * @param note how to read it, empty when it speaks for itself
 */
public record Reproduced(String name, double published, double ours, String unit, String note) {

  /** Whether there is a figure to compare with. */
  public boolean hasPublished() {
    return !Double.isNaN(published);
  }

  /** Ours less the published one; NaN where there is none. */
  public double difference() {
    return ours - published;
  }
}
