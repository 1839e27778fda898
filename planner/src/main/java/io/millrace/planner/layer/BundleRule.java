package io.millrace.planner.layer;

/**
 * How many pieces (Σy) a device may run for its number of layers (Σx), given the largest piece
 * (MBS).
 *
 * <p>Small pieces that run one after another on a device are the large one that they make up, but
 * their profiles may add up to less: then a search without a rule picks them, and is wrong. DIME's
 * equation 7.5 lets a device have ⌈Σx / MBS⌉ pieces; {@code MBS·Σy ≤ Σx + MBS − 1} says the same
 * linearly. At MBS = L it also keeps a device from being entered twice.
 *
 * <p>In print 7.3 to 7.5 run over source and destination too, as if they were layers. {@link
 * #PRINTED} is that, and {@link #LOOSE} another way to write 7.5 linearly; both are kept to show
 * what comes of them.
 */
public enum BundleRule {
  /** No rule: JointDNN. */
  ANY(false, false, 0),
  /** The rule for real layers, exactly: what DIME means. */
  FEWEST(true, false, 0),
  /**
   * Source and destination count as layers and need pieces: whatever leaves their device and comes
   * back takes two there, so that at MBS = L every split is infeasible.
   */
  PRINTED(true, true, 0),
  /**
   * {@code MBS·Σy ≤ Σx + MBS}, that is ⌈q⌉ taken as q + 1: a device whose layers are a multiple of
   * MBS may have one piece too many.
   */
  LOOSE(true, false, 1);

  private final boolean bounds;
  private final boolean countsEnds;
  private final int slack;

  BundleRule(boolean bounds, boolean countsEnds, int slack) {
    this.bounds = bounds;
    this.countsEnds = countsEnds;
    this.slack = slack;
  }

  /** Whether there is a rule. */
  public boolean bounds() {
    return bounds;
  }

  /** What a piece weighs, given the largest. */
  public int weight(int most) {
    return countsEnds ? most + 2 : most;
  }

  /** What the weight of all pieces must not exceed besides a device's layers. */
  public int room(int most, int ends) {
    return (countsEnds ? ends : 0) + weight(most) - 1 + slack;
  }

  /**
   * Whether source and destination count as layers of their device; one that no piece of that
   * device touches then takes a piece of its own.
   */
  public boolean countsEnds() {
    return countsEnds;
  }

  /**
   * Whether a device keeps the rule.
   *
   * @param pieces pieces that it runs
   * @param layers layers that it runs
   * @param most largest piece
   * @param ends how many of source and destination it is
   * @param apart how many of these no piece of its own touches
   */
  public boolean holds(int pieces, int layers, int most, int ends, int apart) {
    return !bounds
        || (long) weight(most) * (pieces + (countsEnds ? apart : 0))
            <= (long) layers + room(most, ends);
  }
}
