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
 * #PRINTED} and {@link #MIXED} are two readings of that, kept to show what comes of it.
 */
public enum BundleRule {
  /** No rule: JointDNN. */
  ANY(false, false, false),
  /** The rule for real layers: what DIME means. */
  FEWEST(true, false, false),
  /**
   * Source and destination count as layers and need pieces: whatever leaves their device and comes
   * back takes two there, so that at MBS = L every split is infeasible.
   */
  PRINTED(true, true, true),
  /** They count as layers but need no pieces: every device with one of them may have one too many. */
  MIXED(true, true, false);

  private final boolean bounds;
  private final boolean endsAreLayers;
  private final boolean endsTakePieces;

  BundleRule(boolean bounds, boolean endsAreLayers, boolean endsTakePieces) {
    this.bounds = bounds;
    this.endsAreLayers = endsAreLayers;
    this.endsTakePieces = endsTakePieces;
  }

  /** Whether there is a rule. */
  public boolean bounds() {
    return bounds;
  }

  /** What a piece weighs, given the largest. */
  public int weight(int most) {
    return endsTakePieces ? most + 2 : most;
  }

  /** What the weight of all pieces must not exceed besides a device's layers. */
  public int room(int most, int ends) {
    return (endsAreLayers ? ends : 0) + weight(most) - 1;
  }

  /** Whether an end that no piece of its device touches takes a piece of its own. */
  public boolean endsTakePieces() {
    return endsTakePieces;
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
        || (long) weight(most) * (pieces + (endsTakePieces ? apart : 0))
            <= (long) layers + room(most, ends);
  }
}
