package io.millrace.planner.reproduce;

/**
 * One published figure beside ours.
 *
 * @param name what it is
 * @param published the figure to meet; NaN where the paper prints none
 * @param ours what this code gives
 * @param precision by how much they may differ: that of the printed digits; NaN where nothing is
 *     printed or its inputs are not, so that the figures need not agree
 * @param unit of both
 * @param note how to read it, empty when it speaks for itself
 */
public record Reproduced(
    String name, double published, double ours, double precision, String unit, String note) {

  /** Whether there is a figure to compare with. */
  public boolean hasPublished() {
    return !Double.isNaN(published);
  }

  /** Whether ours is the published figure as far as that is printed. */
  public boolean meets() {
    return Math.abs(difference()) <= precision;
  }

  /** Ours less the published one; NaN where there is none. */
  public double difference() {
    return ours - published;
  }
}
