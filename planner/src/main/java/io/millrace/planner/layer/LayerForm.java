package io.millrace.planner.layer;

/**
 * Which of its extensions a strategy switches on; the rest of the formulation is the same for all.
 *
 * @param name the strategy's name
 * @param bundles whether a piece may have more than one layer
 * @param rule how often a device may be handed a piece
 * @param preload whether a device loads weights while it waits for the tensor
 * @param allPoints whether every operating point may be used, or only each device's last
 */
public record LayerForm(
    String name, boolean bundles, BundleRule rule, boolean preload, boolean allPoints) {

  /** Any layer anywhere: the base program (Viramontes, chapter 5). */
  public static final LayerForm LAYERS =
      new LayerForm("layers", false, BundleRule.ANY, false, false);

  /** + weights load while the tensor travels (ODIWeP, chapter 6). */
  public static final LayerForm PRELOAD =
      new LayerForm("preload", false, BundleRule.ANY, true, false);

  /** + measured bundles with a largest size (DIME, chapter 7). */
  public static final LayerForm BUNDLES =
      new LayerForm("bundles", true, BundleRule.FEWEST, true, false);

  /** {@link #BUNDLES} without the rule on the number of bundles (JointDNN). */
  public static final LayerForm JOINTDNN =
      new LayerForm("jointdnn", true, BundleRule.ANY, true, false);

  /** + a frequency per device, bounds on latency, energy and privacy (FreDDI, chapter 8). */
  public static final LayerForm FREQUENCY =
      new LayerForm("frequency", true, BundleRule.FEWEST, true, true);

  /** The same with carbon as objective (CADI, chapter 9). */
  public static final LayerForm CARBON =
      new LayerForm("carbon", true, BundleRule.FEWEST, true, true);

  /** Largest piece under a goal. */
  public int most(LayerProblem problem, LayerGoal goal) {
    return bundles ? Math.min(goal.mostLayers(), problem.layers()) : 1;
  }

  /** First operating point of a device that may be used; the last always may. */
  public int firstPoint(LayerProblem problem, int device) {
    return allPoints ? 0 : problem.points(device) - 1;
  }

  /** Whether the rule lets every device have one piece at most. */
  public boolean once(LayerProblem problem, LayerGoal goal) {
    return rule == BundleRule.FEWEST && most(problem, goal) == problem.layers();
  }
}
