package io.millrace.planner.solve.layer;

import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.solve.Budget;
import java.util.List;

/**
 * One way to cut a network; each of the literature's is a form of one integer program.
 *
 * @param name the name that people write
 * @param form which extensions of the program it switches on
 * @param method how it looks for the cut
 */
public record LayerStrategy(String name, LayerForm form, LayerMethod method) {

  /** Base program: any layer to any device, least latency. */
  public static final LayerStrategy LAYERS = of(LayerForm.LAYERS);

  /** + weight preloading. */
  public static final LayerStrategy PRELOAD = of(LayerForm.PRELOAD);

  /** + bundles up to a size. */
  public static final LayerStrategy BUNDLES = of(LayerForm.BUNDLES);

  /** Bundles without the rule on their number. */
  public static final LayerStrategy JOINTDNN = of(LayerForm.JOINTDNN);

  /** + frequency; bounds on latency, energy and privacy. */
  public static final LayerStrategy FREQUENCY = of(LayerForm.FREQUENCY);

  /** + carbon. */
  public static final LayerStrategy CARBON = of(LayerForm.CARBON);

  /** Brute force over all that {@link #FREQUENCY} may choose. */
  public static final LayerStrategy EXHAUSTIVE =
      new LayerStrategy("exhaustive", LayerForm.FREQUENCY, LayerMethod.EXHAUSTIVE);

  /** All of them. */
  public static final List<LayerStrategy> BUILT_IN =
      List.of(LAYERS, PRELOAD, BUNDLES, JOINTDNN, FREQUENCY, CARBON, EXHAUSTIVE);

  private static LayerStrategy of(LayerForm form) {
    return new LayerStrategy(form.name(), form, LayerMethod.PATHS_FIRST);
  }

  /** The same strategy by another method. */
  public LayerStrategy by(LayerMethod other) {
    return new LayerStrategy(name, form, other);
  }

  /** The strategy of this name. */
  public static LayerStrategy named(String name) {
    return BUILT_IN.stream()
        .filter(strategy -> strategy.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no layer strategy '%s'.%nMaybe one of %s."
                        .formatted(
                            name,
                            String.join(
                                ", ", BUILT_IN.stream().map(LayerStrategy::name).toList()))));
  }

  /**
   * The best cut within the budget, with its bound.
   *
   * @throws io.millrace.planner.PlanningException if there is none
   */
  public LayerSolution solve(LayerProblem problem, LayerGoal goal, Budget budget) {
    return new LayerSearch(problem, form, goal, method, budget).run(name);
  }
}
